/** The parts of a workflow that a person can run, and why one makes no sense now. Pure. */
import type { Graph, RunScope } from '../protocol/generated';
import { isActive, nodeState, type WorkflowState } from './workflow';

export const EVERYTHING: RunScope = { to: [], fromNode: null, onlyFailed: false, past: null, useKept: true };

export type RunPart = 'to' | 'from' | 'failed' | 'anew';

export interface RunChoice {
  readonly part: RunPart;
  readonly label: string;
  readonly keys?: string;
  readonly scope: RunScope;
  /** Why it cannot be done now. */
  readonly off: string | null;
}

type Known = Pick<WorkflowState, 'graph' | 'nodes' | 'run'>;

/** What did not come to its end. */
const UNDONE: ReadonlySet<string> = new Set(['failed', 'skipped', 'cancelled', 'interrupted']);

/** All parts; `selected` are nodes. */
export function runChoices(known: Known, selected: readonly string[]): RunChoice[] {
  const under = isActive(known.run) ? 'A run is under way.' : null;
  const [first, ...others] = selected;
  return [
    {
      part: 'to',
      label: 'Run to selected',
      keys: 'Ctrl+Enter',
      scope: { ...EVERYTHING, to: [...selected] },
      off: under ?? (first === undefined ? 'Select a node first.' : null)
    },
    {
      part: 'from',
      label: 'Run from selected',
      keys: 'Ctrl+Shift+Enter',
      scope: { ...EVERYTHING, fromNode: first ?? null },
      off: under ?? fromOff(first, others.length)
    },
    {
      part: 'failed',
      label: 'Run only what failed',
      scope: { ...EVERYTHING, onlyFailed: true },
      off: under ?? failedOff(known)
    },
    {
      part: 'anew',
      label: 'Run all without kept results',
      scope: { ...EVERYTHING, useKept: false },
      off: under
    }
  ];
}

function fromOff(first: string | undefined, others: number): string | null {
  if (first === undefined) {
    return 'Select a node first.';
  }
  return others > 0 ? 'Select one node only.' : null;
}

function failedOff(known: Known): string | null {
  if (!known.run) {
    return 'Nothing has run yet.';
  }
  const undone = known.graph.nodes.some(({ id }) => UNDONE.has(nodeState(known, id).status));
  return undone ? null : 'Nothing failed in the last run.';
}

/** The nodes of a selection, which may hold notes and groups too, in the order of the graph. */
export function selectedNodes(graph: Graph, selection: ReadonlySet<string> | undefined): string[] {
  return graph.nodes.map(node => node.id).filter(id => selection?.has(id));
}
