import { useReactFlow, type Connection, type Edge, type FinalConnectionState, type ReactFlowProps } from '@xyflow/react';
import { useCallback, useMemo, useRef } from 'react';
import { refusal, type Wire } from '../edit/connections';
import type { Graph, InputRef } from '../protocol/generated';
import { useEditing } from './editing';
import { idOf } from './flowIds';
import { NODE_HEIGHT, NODE_WIDTH } from './layout';
import type { FlowNode } from './useFlowNodes';

type Handlers = Pick<
  ReactFlowProps<FlowNode>,
  'onConnect' | 'onConnectEnd' | 'onReconnect' | 'onReconnectStart' | 'onReconnectEnd' | 'isValidConnection'
>;

/** Edges drawn by hand: from handle to handle, or into the empty canvas, where a new node is offered. */
export function useConnecting(graph: Graph): Handlers {
  const editing = useEditing();
  const flow = useReactFlow();
  // A connection that is held in the hand takes no input any more.
  const held = useRef<string | null>(null);
  const refused = useCallback(
    (wire: Parameters<typeof wireOf>[0]) =>
      refusal({ ...graph, edges: graph.edges.filter(edge => edge.id !== held.current) }, wireOf(wire)),
    [graph]
  );
  const isValidConnection = useCallback((wire: Connection | Edge) => refused(wire) === null, [refused]);
  const onReconnectStart = useCallback((_event: unknown, edge: Edge) => void (held.current = edge.id), []);
  const onReconnectEnd = useCallback(() => void (held.current = null), []);
  const onConnect = useCallback(
    (made: Connection) => editing?.edit({ kind: 'connect', ...wireOf(made), replace: false }),
    [editing]
  );
  const onReconnect = useCallback(
    (old: Edge, made: Connection) =>
      editing?.edit(
        { kind: 'remove', nodes: [], inputs: [inputOf(old)], notes: [], groups: [] },
        { kind: 'connect', ...wireOf(made), replace: false }
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
            : refused({ source: source.nodeId, target: target.nodeId, targetHandle: target.id });
        editing.refuse(reason ?? 'These cannot be connected.');
        return;
      }
      if (held.current !== null) {
        return; // let go somewhere: it stays as it was
      }
      const anchor = placeOf(event);
      if (!document.elementFromPoint(anchor.x, anchor.y)?.closest('.uzo-flow')) {
        return;
      }
      editing.add({
        anchor,
        at: beside(flow.screenToFlowPosition(anchor), from.type),
        after: from.type === 'source' ? idOf(from.nodeId) : null,
        before:
          from.type === 'target' ? inputOf({ target: from.nodeId, targetHandle: from.id }) : null
      });
    },
    [editing, flow, refused]
  );
  return useMemo(
    () =>
      editing
        ? { onConnect, onConnectEnd, onReconnect, onReconnectStart, onReconnectEnd, isValidConnection }
        : {},
    [editing, onConnect, onConnectEnd, onReconnect, onReconnectStart, onReconnectEnd, isValidConnection]
  );
}

export function inputOf({ target, targetHandle }: Pick<Edge, 'target' | 'targetHandle'>): InputRef {
  return { node: idOf(target), handle: idOf(targetHandle ?? 'input') };
}

function wireOf({ source, target, targetHandle }: Pick<Edge, 'source' | 'target' | 'targetHandle'>): Wire {
  return { source: idOf(source), target: idOf(target), handle: targetHandle == null ? null : idOf(targetHandle) };
}

function placeOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

/** The new card touches the end of the line with its handle. */
function beside({ x, y }: { x: number; y: number }, from: 'source' | 'target'): { x: number; y: number } {
  return { x: Math.round(from === 'source' ? x : x - NODE_WIDTH), y: Math.round(y - NODE_HEIGHT / 2) };
}
