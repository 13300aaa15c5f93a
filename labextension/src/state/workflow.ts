/** What a view knows of a workflow, and how each message changes it. Pure: no clock, no kernel, no DOM. */
import type {
  CatalogueMessage,
  Diagnostic,
  Graph,
  GraphMessage,
  NodeState,
  PatchMessage,
  Rejected,
  RunState,
  SourceMessage,
  StateMessage,
  StaticView
} from '../protocol/generated';

/** A run as last reported, and when that was on the browser's clock, so that the seconds can tick on. */
export interface ReportedRun extends RunState {
  readonly receivedAt: number;
}

export interface WorkflowState {
  readonly graph: Graph;
  readonly nodes: Readonly<Record<string, NodeState>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly run: ReportedRun | null;
  /** What Python wants to be read; stays until dismissed or replaced. */
  readonly notice: string | null;
  /** Why the last command was refused. */
  readonly rejected: string | null;
  /** Whether that were the errors of the workflow. */
  readonly faulty: boolean;
  /** The nodes with code that nobody has trusted, where that was the reason. */
  readonly untrusted: readonly string[];
  /** Counts the refusals: the same reason may be given twice. */
  readonly refusals: number;
  /** Whether Python has told its state; before that the fields hold what the notebook file kept. */
  readonly loaded: boolean;
  /** Counts the whole states received: rows seen under an older number may be out of date. */
  readonly generation: number;
  /** Whether the text cannot be read now: the graph is that of the last text that could. */
  readonly broken: boolean;
  /** Of the kernel's own history, for a workflow that no cell or document holds. */
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the kernel looks at the files that the workflow names; a document that was only opened waits. */
  readonly reaches: boolean;
  /** The nodes that the last edit has made. */
  readonly created: readonly string[];
  /** What a node can be; null until it was asked for. */
  readonly catalogue: CatalogueMessage | null;
}

export type Action =
  | StateMessage
  | PatchMessage
  | (Pick<Rejected, 'kind' | 'message'> & Partial<Pick<Rejected, 'faulty' | 'untrusted'>>)
  | GraphMessage
  | SourceMessage
  | CatalogueMessage
  | { readonly kind: 'seed'; readonly view: StaticView }
  | { readonly kind: 'dismiss' };

export const EMPTY_GRAPH: Graph = { name: '', nodes: [], edges: [], parameters: [], notes: [], groups: [] };

const IDLE: NodeState = {
  status: 'idle',
  rows: null,
  executedRows: null,
  sample: false,
  seconds: null,
  fusedInto: null,
  reused: null,
  cause: null,
  attempt: 1,
  message: null,
  columns: null,
  pinSize: null,
  code: null
};

export function initialState(graph: Graph = EMPTY_GRAPH): WorkflowState {
  return {
    graph,
    nodes: {},
    diagnostics: [],
    run: null,
    notice: null,
    rejected: null,
    faulty: false,
    untrusted: [],
    refusals: 0,
    loaded: false,
    generation: 0,
    broken: false,
    canUndo: false,
    canRedo: false,
    reaches: true,
    created: [],
    catalogue: null
  };
}

/** The state after `action`, which arrived at `now` (milliseconds on any steady clock). */
export function reduce(state: WorkflowState, action: Action, now: number): WorkflowState {
  switch (action.kind) {
    case 'state':
      return {
        ...state,
        nodes: merge(state.nodes, action.nodes, true),
        diagnostics: action.diagnostics,
        run: stamp(action.run, now),
        notice: action.notice ?? null,
        rejected: state.broken && !action.broken ? null : standing(state, action.run),
        loaded: true,
        generation: state.generation + 1,
        broken: action.broken,
        canUndo: action.canUndo,
        canRedo: action.canRedo,
        reaches: action.reaches
      };
    case 'patch':
      return {
        ...state,
        nodes: merge(state.nodes, action.nodes, false),
        run: stamp(action.run, now),
        rejected: standing(state, action.run)
      };
    case 'rejected':
      return {
        ...state,
        rejected: action.message,
        faulty: action.faulty ?? false,
        untrusted: action.untrusted ?? [],
        refusals: state.refusals + 1
      };
    case 'graph-changed':
      return { ...state, graph: merged(state.graph, action.graph), rejected: null };
    case 'source':
      return { ...state, created: action.created, rejected: null };
    case 'catalogue':
      return { ...state, catalogue: action };
    case 'seed':
      return state.loaded ? state : seeded(state, action.view, now);
    case 'dismiss':
      return { ...state, notice: null, rejected: null };
  }
}

/** A refusal stands until something else is done: samples that arrive meanwhile do not answer it. */
function standing(state: WorkflowState, run: RunState | null | undefined): string | null {
  return run?.id === state.run?.id ? state.rejected : null;
}

export function nodeState(state: Pick<WorkflowState, 'nodes'>, id: string): NodeState {
  return Object.hasOwn(state.nodes, id) ? (state.nodes[id] as NodeState) : IDLE;
}

export function isActive(run: RunState | null): boolean {
  return run?.phase === 'starting' || run?.phase === 'running';
}

function seeded(state: WorkflowState, view: StaticView, now: number): WorkflowState {
  return {
    ...state,
    graph: state.graph === EMPTY_GRAPH ? view.graph : state.graph,
    nodes: merge(state.nodes, view.nodes, true),
    diagnostics: view.diagnostics,
    run: stamp(view.run, now)
  };
}

function stamp(run: RunState | null | undefined, now: number): ReportedRun | null {
  return run ? { ...run, receivedAt: now } : null;
}

/** Parts that did not change keep their identity, which is what cards compare. */
function merged(old: Graph, next: Graph): Graph {
  const before = new Map(old.nodes.map(node => [node.id, node]));
  const nodes = next.nodes.map(node => {
    const same = before.get(node.id);
    return same && JSON.stringify(same) === JSON.stringify(node) ? same : node;
  });
  return { ...next, nodes };
}

/** Nodes that did not change keep their identity, which is what views compare. */
function merge(
  old: Readonly<Record<string, NodeState>>,
  named: Readonly<Record<string, NodeState>>,
  whole: boolean
): Record<string, NodeState> {
  // From entries, because a node may have the id __proto__, which cannot be assigned.
  const told = Object.fromEntries(
    Object.entries(named).map(([id, state]) => {
      const before = Object.hasOwn(old, id) ? old[id] : undefined;
      return [id, before && equal(before, state) ? before : state];
    })
  );
  return whole ? told : { ...old, ...told };
}

function equal(a: NodeState, b: NodeState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
