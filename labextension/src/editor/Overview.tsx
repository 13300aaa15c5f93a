import { MiniMap, useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import type { Graph } from '../protocol/generated';
import { useSlice, useView } from '../view/context';
import { idOf } from './flowIds';
import { boundsOf } from './layout';
import type { FlowNode } from './useFlowNodes';

const SIZE = { width: 210, highest: 90, lowest: 20 };

/** All nodes in the colour of their state, and the part of them that is seen: drag it, or click elsewhere. */
export function Overview({ graph, onUse }: { graph: Graph; onUse: () => void }): JSX.Element {
  const { store } = useView();
  const nodes = useSlice(store, state => state.nodes);
  const flow = useReactFlow();
  const statusClass = useCallback(
    ({ id: key }: FlowNode) => {
      const id = idOf(key);
      return `uzo-minimap-${Object.hasOwn(nodes, id) ? nodes[id]?.status : 'idle'}`;
    },
    [nodes]
  );
  return (
    <div onPointerDownCapture={onUse} onWheelCapture={onUse}>
      <MiniMap<FlowNode>
        ariaLabel="Overview"
        position="bottom-left"
        pannable
        zoomable
        style={sizeOf(graph)}
        offsetScale={0}
        nodeClassName={statusClass}
        nodeBorderRadius={16}
        onClick={(_event, { x, y }) => void flow.setCenter(x, y, { zoom: flow.getZoom(), duration: 250 })}
      />
    </div>
  );
}

/** As flat as the graph is: that of a chain fits beside the controls. */
function sizeOf(graph: Graph): { width: number; height: number } {
  const { width, height } = boundsOf(graph.nodes);
  const wide = Math.max(60, Math.min(SIZE.width, (SIZE.highest * width) / height));
  return { width: wide, height: Math.max(SIZE.lowest, (wide * height) / width) };
}
