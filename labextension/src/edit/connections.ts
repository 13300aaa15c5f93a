/** Which connections can be: the same answers as the kernel gives, while a person still drags. */
import type { Graph, GraphNode } from '../protocol/generated';

export interface Wire {
  readonly source: string;
  readonly target: string;
  readonly handle: string | null;
}

/** Why a connection cannot be, or null. */
export function refusal(graph: Graph, { source, target, handle }: Wire): string | null {
  const nodes = new Map(graph.nodes.map(node => [node.id, node]));
  const from = nodes.get(source);
  const to = nodes.get(target);
  if (!from || !to) {
    return 'The node is gone.';
  }
  if (source === target) {
    return `${from.label} cannot feed itself.`;
  }
  if (!from.hasOutput) {
    return `${from.label} writes its rows and has no output.`;
  }
  if (to.inputs.length === 0) {
    return `${to.label} is a source: it has no input.`;
  }
  const feeding = graph.edges.find(edge => edge.target === target && edge.targetHandle === handle);
  if (feeding) {
    return `${inputWord(to, feeding.targetHandle)} is fed by ${nodes.get(feeding.source)?.label} already. Drag the end of that connection, or remove it first.`;
  }
  return feeds(graph, target, source) ? `${to.label} feeds ${from.label}: the two would feed each other in a circle.` : null;
}

function inputWord(node: GraphNode, handle: string): string {
  return node.inputs.length > 1 ? `The input ${handle} of ${node.label}` : `The input of ${node.label}`;
}

/** Whether the rows of a node reach another. */
export function feeds(graph: Graph, from: string, to: string): boolean {
  return reached(graph, from).has(to);
}

/** A node and all that its rows reach. */
function reached(graph: Graph, from: string): ReadonlySet<string> {
  return walked(from, graph.edges.map(({ source, target }) => [source, target]));
}

/** A node and all whose rows reach it. */
export function nodesBefore(graph: Graph, node: string): ReadonlySet<string> {
  return walked(node, graph.edges.map(({ source, target }) => [target, source]));
}

function walked(start: string, steps: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const [from, to] of steps) {
    const known = next.get(from);
    if (known) {
      known.push(to);
    } else {
      next.set(from, [to]);
    }
  }
  const seen = new Set([start]);
  // A set is walked with what is added on the way.
  for (const id of seen) {
    next.get(id)?.forEach(each => seen.add(each));
  }
  return seen;
}

/** The inputs of a node that nothing feeds. */
export function freeInputs(graph: Graph, node: GraphNode): string[] {
  const taken = new Set(graph.edges.filter(edge => edge.target === node.id).map(edge => edge.targetHandle));
  return node.inputs.filter(name => !taken.has(name));
}

/** The nodes that may feed an input: those that have an output and are not behind it. */
export function possibleSources(graph: Graph, target: string): GraphNode[] {
  const behind = reached(graph, target);
  return graph.nodes.filter(node => node.hasOutput && !behind.has(node.id));
}
