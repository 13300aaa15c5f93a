import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo, type MouseEvent } from 'react';
import { useNodeState, useView } from '../view/context';
import { useEditing } from './editing';
import { idOf } from './flowIds';
import { CloseIcon, PlusIcon } from './icons';
import { useScale } from './useScale';

/** Wide enough to be hit. */
const REACH = 16;

/** A connection; it shows data flowing while the node behind it runs. */
export const FlowEdge = memo(function FlowEdge(edge: EdgeProps) {
  const { status } = useNodeState(useView().store, idOf(edge.target));
  const editable = useEditing() !== null;
  const [path, x, y] = getBezierPath(edge);
  return (
    <g className="uzo-edge" data-status={status} data-selected={edge.selected || edge.data?.beneath || undefined}>
      <BaseEdge path={path} interactionWidth={editable ? REACH : 0} />
      {edge.selected && edge.data?.alone === true && editable && <Tools edge={edge} x={x} y={y} />}
    </g>
  );
});

/** For a selected connection: put a node in, or remove it. */
function Tools({ edge, x, y }: { edge: EdgeProps; x: number; y: number }): JSX.Element {
  const editing = useEditing();
  const scale = useScale();
  const input = { node: idOf(edge.target), handle: idOf(edge.targetHandleId ?? 'input') };
  const insert = ({ clientX, clientY }: MouseEvent) =>
    editing?.add({ anchor: { x: clientX, y: clientY }, at: null, after: idOf(edge.source), before: input });
  const remove = () => editing?.edit({ kind: 'remove', nodes: [], inputs: [input], notes: [], groups: [] });
  return (
    <EdgeLabelRenderer>
      <span
        className="uzo-edge-tools nodrag nopan"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})` }}
      >
        <button type="button" title="Put a node in between" aria-label="Put a node in between" onClick={insert}>
          <PlusIcon />
        </button>
        <button type="button" title="Remove the connection" aria-label="Remove the connection" onClick={remove}>
          <CloseIcon />
        </button>
      </span>
    </EdgeLabelRenderer>
  );
}
