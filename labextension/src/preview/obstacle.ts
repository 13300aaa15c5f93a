/** Why a run could not make the rows of a node, and what to do about it. Pure. */
import { nodesBefore } from '../edit/connections';
import type { Diagnostic, GraphNode } from '../protocol/generated';
import { isError } from '../state/problems';
import type { WorkflowState } from '../state/workflow';

type Known = Pick<WorkflowState, 'graph' | 'diagnostics' | 'broken'>;

/** In words; null where nothing is known that stands in the way. */
export function obstacleOf({ graph, diagnostics, broken }: Known, node: GraphNode): string | null {
  const errors = diagnostics.filter(isError);
  if (broken) {
    return 'The text of the workflow cannot be read. Mend it to see rows.';
  }
  const own = errors.find(error => error.node === node.id);
  if (own?.code === 'missing-input') {
    return `${node.label}: ${own.message} Drag a connection to it, or choose in the settings where it comes from.`;
  }
  if (own) {
    return `${node.label} has an error: ${told(own)}`;
  }
  const faulty = new Set(errors.map(error => error.node));
  const above = faulty.size > 0 ? nodesBefore(graph, node.id) : null; // it is asked at each change of anything
  const before = above && graph.nodes.find(({ id }) => faulty.has(id) && above.has(id));
  const cause = before && errors.find(error => error.node === before.id);
  return cause && before ? `${before.label}, which feeds ${node.label}, has an error: ${told(cause)}` : null;
}

function told({ message, hint }: Diagnostic): string {
  return [message, hint].filter(Boolean).join(' ');
}
