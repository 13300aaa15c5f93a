import type { Diagnostic } from '../protocol/generated';
import type { WorkflowState } from './workflow';

export interface ProblemCount {
  readonly errors: number;
  readonly warnings: number;
}

/** All problems, errors first. A node that failed in a run is one even where no diagnostic tells of it. */
export function problemsOf(state: Pick<WorkflowState, 'diagnostics' | 'nodes' | 'graph'>): Diagnostic[] {
  const told = new Set(state.diagnostics.filter(isError).map(diagnostic => diagnostic.node));
  const failures = state.graph.nodes.flatMap(({ id }) => {
    const node = Object.hasOwn(state.nodes, id) ? state.nodes[id] : undefined;
    return node?.status === 'failed' && !told.has(id) ? [failure(id, node.message)] : [];
  });
  const all = [...state.diagnostics, ...failures];
  return [...all.filter(isError), ...all.filter(diagnostic => !isError(diagnostic))];
}

export function countByNode(problems: readonly Diagnostic[]): ReadonlyMap<string, ProblemCount> {
  const counts = new Map<string, ProblemCount>();
  for (const problem of problems) {
    if (problem.node !== null) {
      const { errors, warnings } = counts.get(problem.node) ?? { errors: 0, warnings: 0 };
      counts.set(
        problem.node,
        isError(problem) ? { errors: errors + 1, warnings } : { errors, warnings: warnings + 1 }
      );
    }
  }
  return counts;
}

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}

/** The node that a person wants to see first: what is wrong, else the last result. */
export function defaultNode(graph: WorkflowState['graph'], problems: readonly Diagnostic[]): string | null {
  const ids = new Set(graph.nodes.map(node => node.id));
  const wrong = problems.find(problem => isError(problem) && problem.node !== null && ids.has(problem.node));
  const last = graph.nodes.findLast(node => node.hasOutput) ?? graph.nodes.at(-1);
  return wrong?.node ?? last?.id ?? null;
}

function failure(node: string, message: string | null): Diagnostic {
  return {
    code: 'node-failed',
    message: message ?? 'The node failed.',
    severity: 'error',
    hint: null,
    node,
    field: null,
    span: null,
    file: null,
    row: null,
    within: null
  };
}
