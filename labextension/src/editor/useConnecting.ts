import { useReactFlow, type Connection, type Edge, type FinalConnectionState, type ReactFlowProps } from '@xyflow/react';
import { useCallback, useMemo } from 'react';
import { refusal } from '../edit/connections';
import type { Graph } from '../protocol/generated';
import { useEditing } from './editing';
import type { FlowNode } from './useFlowNodes';

type Handlers = Pick<
  ReactFlowProps<FlowNode>,
  'onConnect' | 'onConnectEnd' | 'onReconnect' | 'isValidConnection'
>;

/** Edges drawn by hand: from handle to handle, or into the empty canvas, where a new node is offered. */
export function useConnecting(graph: Graph): Handlers {
  const editing = useEditing();
  const flow = useReactFlow();
  const isValidConnection = useCallback((wire: Connection | Edge) => refusal(graph, wired(wire)) === null, [graph]);
  const onConnect = useCallback(
    ({ source, target, targetHandle }: Connection) =>
      editing?.edit({ kind: 'connect', source, target, handle: targetHandle, replace: false }),
    [editing]
  );
  const onReconnect = useCallback(
    (old: Edge, { source, target, targetHandle }: Connection) =>
      editing?.edit(
        { kind: 'remove', nodes: [], inputs: [inputOf(old)], notes: [], groups: [] },
        { kind: 'connect', source, target, handle: targetHandle, replace: false }
      ),
    [editing]
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (!editing || state.isValid || !state.fromHandle) {
        return;
      }
      const from = state.fromHandle;
      if (state.toHandle) {
        const to = state.toHandle;
        const [source, target] = from.type === 'source' ? [from, to] : [to, from];
        const reason =
          from.type === to.type
            ? 'A connection goes from an output to an input.'
            : refusal(graph, { source: source.nodeId, target: target.nodeId, handle: target.id ?? null });
        editing.refuse(reason ?? 'These cannot be connected.');
        return;
      }
      const anchor = placeOf(event);
      editing.add({
        anchor,
        at: beside(flow.screenToFlowPosition(anchor), from.type),
        after: from.type === 'source' ? from.nodeId : null,
        before: from.type === 'target' ? { node: from.nodeId, handle: from.id ?? 'input' } : null
      });
    },
    [editing, flow, graph]
  );
  return useMemo(
    () => (editing ? { onConnect, onConnectEnd, onReconnect, isValidConnection } : {}),
    [editing, onConnect, onConnectEnd, onReconnect, isValidConnection]
  );
}

export function inputOf(edge: Edge): { node: string; handle: string } {
  return { node: edge.target, handle: edge.targetHandle ?? 'input' };
}

function wired({ source, target, targetHandle }: Connection | Edge) {
  return { source, target, handle: targetHandle ?? null };
}

function placeOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

/** The new card touches the end of the line with its handle. */
function beside({ x, y }: { x: number; y: number }, from: 'source' | 'target'): { x: number; y: number } {
  return { x: from === 'source' ? x : x - 184, y: y - 32 };
}
