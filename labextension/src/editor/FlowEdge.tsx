import { BaseEdge, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useNodeState, useView } from '../view/context';

/** A connection; it shows data flowing while the node behind it runs. */
export const FlowEdge = memo(function FlowEdge(edge: EdgeProps) {
  const { status } = useNodeState(useView().store, edge.target);
  const [path] = getBezierPath(edge);
  return (
    <g className="uzo-edge" data-status={status}>
      <BaseEdge path={path} interactionWidth={0} />
    </g>
  );
});
