import { useReactFlow } from '@xyflow/react';
import type { DragEvent } from 'react';
import type { AddNode, Graph, GraphEdge } from '../protocol/generated';
import { useEditing } from './editing';
import { NODE_HEIGHT, NODE_WIDTH } from './layout';
import { DRAG_TYPE } from './OperationList';

interface Handlers {
  onDragOver(event: DragEvent): void;
  onDrop(event: DragEvent): void;
}

/** Operations dropped from the palette: on a connection they are put in between. */
export function useDropping(graph: Graph): Handlers {
  const editing = useEditing();
  const flow = useReactFlow();
  return {
    onDragOver: event => {
      if (editing && event.dataTransfer.types.includes(DRAG_TYPE)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }
    },
    onDrop: event => {
      const dropped = event.dataTransfer.getData(DRAG_TYPE);
      if (!editing || !dropped) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      const { nodeType, config } = JSON.parse(dropped) as Pick<AddNode, 'nodeType' | 'config'>;
      const edge = edgeAt(graph, event.clientX, event.clientY);
      const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const at = edge ? null : { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) };
      const before = edge ? { node: edge.target, handle: edge.targetHandle } : null;
      editing.edit({ kind: 'add-node', nodeType, config, at, after: edge?.source ?? null, before });
      editing.openSettings('created');
    }
  };
}

/** The connection under a place of the window. */
export function edgeAt(graph: Graph, x: number, y: number): GraphEdge | undefined {
  const hit = document
    .elementsFromPoint(x, y)
    .map(element => element.closest<SVGElement>('.react-flow__edge')?.dataset.id)
    .find(id => id !== undefined);
  return graph.edges.find(edge => edge.id === hit);
}
