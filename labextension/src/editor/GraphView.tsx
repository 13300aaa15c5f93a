import { Background, Controls, ReactFlow, ReactFlowProvider, SelectionMode, useStore } from '@xyflow/react';
import { useId, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { WorkflowState } from '../state/workflow';
import { useSlice, useView } from '../view/context';
import { useColorMode } from '../view/theme';
import { FIT, useCamera } from './camera';
import { useCatalogue, useEditing } from './editing';
import { EdgeTip, usePointedEdge } from './EdgeTip';
import { FlowEdge } from './FlowEdge';
import { GraphMenu, type MenuPlace } from './GraphMenu';
import { GroupFrame } from './GroupFrame';
import { NodeCard } from './NodeCard';
import { NoteCard } from './NoteCard';
import { useArrowKeys, useFocusWithin } from './navigation';
import { Overview } from './Overview';
import { QuickAdd } from './QuickAdd';
import { useConnecting } from './useConnecting';
import { useDropping } from './useDropping';
import { useEditKeys } from './useEditKeys';
import { useFlowEdges } from './useFlowEdges';
import { useFlowNodes, type FlowNode } from './useFlowNodes';
import { useKeptFocus } from './useKeptFocus';

const NODE_TYPES = { card: NodeCard, note: NoteCard, 'group-frame': GroupFrame };
const EDGE_TYPES = { flow: FlowEdge };
const SEVERAL = ['Meta', 'Control'];
/** More nodes at work than this stand still: motion of many costs much and tells nothing more. */
const MOVING = 40;

/** The drawing of the workflow. */
export function GraphView(): JSX.Element {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function Flow(): JSX.Element {
  const { store, selection, select } = useView();
  const editable = useEditing() !== null;
  const graph = useSlice(store, state => state.graph);
  const { nodes, beneath, onNodesChange } = useFlowNodes(graph);
  const { edges, onEdgesChange } = useFlowEdges(graph, beneath);
  const connecting = useConnecting(graph);
  const dropping = useDropping(graph);
  const keys = useEditKeys(graph, edges);
  const host = useRef<HTMLDivElement>(null);
  const focused = useFocusWithin(host);
  useKeptFocus(host, graph);
  useCatalogue(focused); // before it is needed
  const walk = useArrowKeys(host);
  const { cropped, takeOver, showAll, reveal } = useCamera();
  const { pointed, handlers } = usePointedEdge();
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!keys.onKeyDown(event) && !openMenu(event, setMenu)) {
      walk(event);
    }
  };
  const onContextMenu = (event: MouseEvent) => {
    if (editable) {
      event.preventDefault();
      event.stopPropagation();
      const node = nodeAt(event.target);
      if (node !== null && !selection.has(node)) {
        select(node); // what the menu is about is seen, and what the keys are about afterwards
      }
      setMenu({ x: event.clientX, y: event.clientY, node });
    }
  };
  return (
    <div
      ref={host}
      className="uzo-flow"
      role="group"
      aria-label={`Graph of ${graph.name}`}
      tabIndex={-1}
      data-zoom={useZoomLevel()}
      data-editable={editable || undefined}
      data-still={useSlice(store, manyRun) || undefined}
      onKeyDown={onKeyDown}
      onCopy={keys.onCopy}
      onCut={keys.onCut}
      onPaste={keys.onPaste}
      onContextMenu={onContextMenu}
      onFocus={({ target }) => target.matches(':focus-visible') && reveal(target.dataset.nodeId)}
      onPointerDown={({ currentTarget, target }) => takeFocus(currentTarget, target)}
      {...dropping}
    >
      <ReactFlow<FlowNode>
        id={useId().replace(/\W/g, 'f')} // names markers and descriptions in the document: must not repeat
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...connecting}
        {...handlers}
        colorMode={useColorMode()}
        onMoveStart={event => event && takeOver()}
        minZoom={0.05}
        maxZoom={1.75}
        connectionRadius={28}
        autoPanSpeed={6} // the pane is low: its edges are near everywhere
        reconnectRadius={8} // twice, from either end, is what there is between two cards
        nodesDraggable={editable}
        nodesConnectable={editable}
        edgesReconnectable={editable}
        nodesFocusable={false}
        edgesFocusable={false}
        selectionMode={SelectionMode.Partial}
        deleteKeyCode={null}
        selectionKeyCode={editable ? 'Shift' : null}
        multiSelectionKeyCode={SEVERAL}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        disableKeyboardA11y
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
      {pointed && <EdgeTip {...pointed} />}
      {menu && <GraphMenu graph={graph} place={menu} host={host} close={() => setMenu(null)} />}
      <QuickAdd graph={host} />
    </div>
  );
}

function manyRun({ nodes }: WorkflowState): boolean {
  return Object.values(nodes).filter(node => node.status === 'running').length > MOVING;
}

/** From far away a card shows its name only, in letters that can still be read. */
function useZoomLevel(): 'near' | 'middle' | 'far' {
  return useStore(({ transform: [, , zoom] }) => (zoom >= 0.82 ? 'near' : zoom >= 0.4 ? 'middle' : 'far'));
}

/** Keys go to the graph after a press on its ground or on a connection, neither of which takes the focus by itself. */
function takeFocus(host: HTMLElement, target: EventTarget): void {
  if (target instanceof Element && target.closest('.react-flow__pane, .react-flow__edge')) {
    host.focus({ preventScroll: true });
  }
}

function nodeAt(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('.uzo-node')?.dataset.nodeId ?? null) : null;
}

/** The key for menus, and Shift+F10. */
function openMenu(event: KeyboardEvent, open: (place: MenuPlace) => void): boolean {
  const wanted = event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10');
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>('.uzo-node') : null;
  if (!wanted || !card) {
    return false;
  }
  event.preventDefault();
  event.stopPropagation(); // the notebook takes the focus back at each key that comes to it from elsewhere
  const { left, bottom } = card.getBoundingClientRect();
  open({ x: left + 12, y: bottom - 12, node: card.dataset.nodeId ?? null });
  return true;
}
