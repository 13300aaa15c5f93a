/** A node that lies on a connection is put into it. */
import { feeds, freeInputs } from '../edit/connections';
import type { Edit, Graph, GraphEdge, GraphNode, Spot } from '../protocol/generated';
import { inputShare } from './handles';
import { NODE_HEIGHT, NODE_WIDTH } from './layout';

/** How far the middle of a card may be from a connection that it lies on. */
const NEAR = { x: 40, y: NODE_HEIGHT / 3 } as const;

/**
 * The connection that a node at `spot` would be put into, or null. Only a node that feeds nothing and has a free
 * input is: moving one that is in place already must not change what it does.
 */
export function edgeBeneath(graph: Graph, id: string, spot: Spot): GraphEdge | null {
  const nodes = new Map(graph.nodes.map(node => [node.id, node]));
  const moved = nodes.get(id);
  const loose = moved?.hasOutput && freeInputs(graph, moved).length > 0 && !graph.edges.some(edge => edge.source === id);
  if (!loose) {
    return null;
  }
  const middle = { x: spot.x + NODE_WIDTH / 2, y: spot.y + NODE_HEIGHT / 2 };
  const beneath = graph.edges.find(edge => {
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    return source && target && edge.target !== id && liesOn(middle, outputOf(source), inputOf(target, edge.targetHandle));
  });
  return beneath && !feeds(graph, beneath.target, id) ? beneath : null;
}

/** What puts the node into the connection; where it stands there is found anew. */
export function insertion(graph: Graph, id: string, edge: GraphEdge): Edit[] {
  const node = graph.nodes.find(each => each.id === id);
  const handle = node ? (freeInputs(graph, node)[0] ?? null) : null;
  return [
    { kind: 'connect', source: id, target: edge.target, handle: edge.targetHandle, replace: true },
    { kind: 'connect', source: edge.source, target: id, handle, replace: false },
    { kind: 'tidy', nodes: [id] }
  ];
}

function outputOf({ x, y }: GraphNode): Spot {
  return { x: x + NODE_WIDTH, y: y + NODE_HEIGHT / 2 };
}

function inputOf({ x, y, inputs }: GraphNode, handle: string): Spot {
  return { x, y: y + NODE_HEIGHT * inputShare(inputs.indexOf(handle), inputs.length) };
}

/** Connections are curves that leave and arrive level; between two cards they are near enough to the S of a cosine. */
function liesOn(middle: Spot, start: Spot, end: Spot): boolean {
  const x = Math.min(Math.max(middle.x, start.x), end.x);
  if (end.x <= start.x || Math.abs(middle.x - x) > NEAR.x) {
    return false;
  }
  const share = (1 - Math.cos((Math.PI * (x - start.x)) / (end.x - start.x))) / 2;
  return Math.abs(start.y + share * (end.y - start.y) - middle.y) <= NEAR.y;
}
