import { Background, Controls, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, useStore, type Edge } from '@xyflow/react';
import { useCallback, useId, useMemo, useRef } from 'react';
import type { Graph } from '../protocol/generated';
import { useSlice, useView } from '../view/context';
import { useColorMode } from '../view/theme';
import { FIT, useCamera } from './camera';
import { FlowEdge } from './FlowEdge';
import { boundsOf, NODE_HEIGHT, NODE_WIDTH } from './layout';
import { NodeCard, type CardNode } from './NodeCard';
import { useArrowKeys, useFocusWithin } from './navigation';

const OVERVIEW = { width: 210, highest: 90, lowest: 20 };
const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { flow: FlowEdge };

/** The drawing of the workflow. */
export function GraphView({ height }: { height: number }): JSX.Element {
  return (
    <div className="uzo-graph" style={{ flexBasis: height }}>
      <ReactFlowProvider>
        <Flow />
      </ReactFlowProvider>
    </div>
  );
}

function Flow(): JSX.Element {
  const { store } = useView();
  const graph = useSlice(store, state => state.graph);
  const nodes = useMemo(() => graph.nodes.map(cardNode), [graph]);
  const edges = useMemo(() => flowEdges(graph), [graph]);
  const host = useRef<HTMLDivElement>(null);
  const focused = useFocusWithin(host);
  const onKeyDown = useArrowKeys(host);
  const { cropped, takeOver, showAll, reveal } = useCamera();
  return (
    <div
      ref={host}
      className="uzo-flow"
      role="group"
      aria-label={`Graph of ${graph.name}`}
      tabIndex={-1}
      data-zoom={useZoomLevel()}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => target.matches(':focus-visible') && reveal(target.dataset.nodeId)}
    >
      <ReactFlow<CardNode>
        id={useId().replace(/\W/g, 'f')} // names markers and descriptions in the document: must not repeat
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={useColorMode()}
        onMoveStart={event => event && takeOver()}
        minZoom={0.05}
        maxZoom={1.75}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        zoomOnDoubleClick={false}
        zoomOnScroll={focused}
        preventScrolling={focused}
      >
        <Background gap={18} size={1.25} />
        <Controls
          showInteractive={false}
          orientation="horizontal"
          fitViewOptions={FIT}
          onZoomIn={takeOver}
          onZoomOut={takeOver}
          onFitView={showAll}
        />
        {cropped && <Overview graph={graph} onUse={takeOver} />}
      </ReactFlow>
    </div>
  );
}

/** All nodes in the colour of their state, and the part of them that is seen: drag it, or click elsewhere. */
function Overview({ graph, onUse }: { graph: Graph; onUse: () => void }): JSX.Element {
  const { store } = useView();
  const nodes = useSlice(store, state => state.nodes);
  const flow = useReactFlow();
  const statusClass = useCallback(
    ({ id }: CardNode) => `uzo-minimap-${Object.hasOwn(nodes, id) ? nodes[id]?.status : 'idle'}`,
    [nodes]
  );
  return (
    <div onPointerDownCapture={onUse} onWheelCapture={onUse}>
      <MiniMap<CardNode>
        ariaLabel="Overview"
        position="bottom-left"
        pannable
        zoomable
        style={overviewSize(graph)}
        offsetScale={0}
        nodeClassName={statusClass}
        nodeBorderRadius={16}
        onClick={(_event, { x, y }) => void flow.setCenter(x, y, { zoom: flow.getZoom(), duration: 250 })}
      />
    </div>
  );
}

/** From far away a card shows its name only, in letters that can still be read. */
function useZoomLevel(): 'near' | 'middle' | 'far' {
  return useStore(({ transform: [, , zoom] }) => (zoom >= 0.82 ? 'near' : zoom >= 0.4 ? 'middle' : 'far'));
}

function cardNode(node: Graph['nodes'][number]): CardNode {
  return {
    id: node.id,
    type: 'card',
    position: { x: node.x, y: node.y },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { node }
  };
}

function flowEdges(graph: Graph): Edge[] {
  return graph.edges.map(({ id, source, target, targetHandle }) => ({
    id,
    type: 'flow',
    source,
    sourceHandle: 'out',
    target,
    targetHandle
  }));
}

/** As flat as the graph is: that of a chain fits beside the controls. */
function overviewSize(graph: Graph): { width: number; height: number } {
  const { width, height } = boundsOf(graph.nodes);
  const wide = Math.max(60, Math.min(OVERVIEW.width, (OVERVIEW.highest * width) / height));
  return { width: wide, height: Math.max(OVERVIEW.lowest, (wide * height) / width) };
}
