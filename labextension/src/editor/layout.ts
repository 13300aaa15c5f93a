/** Geometry of the graph. Python decides where nodes stand; a card has this size in the same pixels. */
import type { Graph, GraphNode } from '../protocol/generated';

export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 64;
/** Around the nodes when all are in view; below there is a strip for the controls. */
export const MARGIN = { top: 18, side: 18, bottom: 38 } as const;

/** Below this zoom the figures on a card cannot be read: a larger graph starts with a part of it. */
export const READABLE = 0.72;

/** Of an output area on a common screen, for one that is not in the page yet. */
const USUAL_WIDTH = 960;

/** A first height for the graph: small for one row of nodes, never more than leaves room for the table. */
export function graphPaneHeight(graph: Graph, width: number): number {
  if (graph.nodes.length === 0) {
    return 132;
  }
  const { width: wide, height: high } = boundsOf(graph.nodes);
  const zoom = Math.max(READABLE, Math.min(1, ((width || USUAL_WIDTH) - 2 * MARGIN.side) / wide));
  return Math.round(Math.max(132, Math.min(high * zoom + MARGIN.top + MARGIN.bottom, 270)));
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** The box around the cards; there must be at least one. */
export function boundsOf(nodes: readonly GraphNode[]): Box {
  const xs = nodes.map(node => node.x);
  const ys = nodes.map(node => node.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x + NODE_WIDTH, height: Math.max(...ys) - y + NODE_HEIGHT };
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** All of the graph where it can be read so, else the part around `focus` (or the start), without showing emptiness beside it. */
export function openingView(graph: Graph, focus: readonly GraphNode[], pane: Size): Viewport {
  const all = boundsOf(graph.nodes);
  const room = { width: pane.width - 2 * MARGIN.side, height: pane.height - MARGIN.top - MARGIN.bottom };
  const zoom = Math.max(READABLE, Math.min(1, room.width / all.width, room.height / all.height));
  const at = focus.length > 0 ? boundsOf(focus) : { ...all, width: 0 };
  return {
    zoom,
    x: MARGIN.side + shift(all.x, all.width, at.x + at.width / 2, room.width, zoom),
    y: MARGIN.top + shift(all.y, all.height, at.y + at.height / 2, room.height, zoom)
  };
}

/** Puts `focus` into the middle of the room as far as the graph reaches; a graph that fits is centred. */
function shift(start: number, length: number, focus: number, room: number, zoom: number): number {
  if (length * zoom <= room) {
    return (room - length * zoom) / 2 - start * zoom;
  }
  return Math.max(room - (start + length) * zoom, Math.min(-start * zoom, room / 2 - focus * zoom));
}

/** Whether a box of the graph can be seen as a whole. */
export function isVisible(box: Box, view: Viewport, pane: Size): boolean {
  const left = box.x * view.zoom + view.x;
  const top = box.y * view.zoom + view.y;
  return (
    left >= -1 &&
    top >= -1 &&
    left + box.width * view.zoom <= pane.width + 1 &&
    top + box.height * view.zoom <= pane.height + 1
  );
}

/** The least movement after which the box is seen as a whole. */
export function revealing(box: Box, view: Viewport, pane: Size): Viewport {
  const into = (start: number, length: number, offset: number, room: number, before: number, after: number) => {
    const least = before - start * view.zoom;
    const most = room - after - (start + length) * view.zoom;
    return Math.min(Math.max(offset, Math.min(least, most)), Math.max(least, most));
  };
  return {
    zoom: view.zoom,
    x: into(box.x, box.width, view.x, pane.width, MARGIN.side, MARGIN.side),
    y: into(box.y, box.height, view.y, pane.height, MARGIN.top, MARGIN.bottom)
  };
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isDirection(key: string): key is Direction {
  return /^Arrow(Left|Right|Up|Down)$/.test(key);
}

/** The nearest node in a direction; distance sideways counts more, so that rows and columns are followed. */
export function neighbour(nodes: Iterable<GraphNode>, from: GraphNode, key: Direction): GraphNode | null {
  const level = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  let best: GraphNode | null = null;
  let least = Infinity;
  for (const node of nodes) {
    const along = sign * (level ? node.x - from.x : node.y - from.y);
    const aside = Math.abs(level ? node.y - from.y : node.x - from.x);
    if (along > 1 && along + 2 * aside < least) {
      best = node;
      least = along + 2 * aside;
    }
  }
  return best;
}
