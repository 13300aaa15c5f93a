import type { Graph } from '../protocol/generated';

/** Nodes as a document, which another workflow, also of another notebook, can take in. */
export function copiedText(graph: Graph, ids: ReadonlySet<string>): string {
  const nodes = graph.nodes
    .filter(node => ids.has(node.id))
    .map(({ id, x, y, label, nodeType, config }) => ({
      id,
      position: { x, y },
      data: label === id ? { nodeType, config } : { label, nodeType, config }
    }));
  const edges = graph.edges
    .filter(edge => ids.has(edge.target))
    .map(({ source, target, targetHandle }) => ({ source, target, targetHandle }));
  return JSON.stringify({ uzo: 1, nodes, edges }, null, 1);
}
