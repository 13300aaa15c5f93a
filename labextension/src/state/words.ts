/** States and figures in words. */
import type { Diagnostic, GraphNode, NodeState } from '../protocol/generated';
import { isActive, type ReportedRun, type WorkflowState } from './workflow';

type RunPart = Pick<WorkflowState, 'run' | 'nodes' | 'graph'>;

const NUMBERS = new Intl.NumberFormat('en-US');

const STATUS: Record<NodeState['status'], string> = {
  idle: 'Not run',
  sampled: 'Sample',
  queued: 'Queued',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted'
};

export function figure(value: number): string {
  return NUMBERS.format(value);
}

export function count(value: number, noun: string): string {
  return `${NUMBERS.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export function statusWord(state: NodeState): string {
  const again = state.status === 'running' && state.attempt > 1;
  return again ? `Attempt ${state.attempt}` : STATUS[state.status];
}

export function rowsWord(state: NodeState): string | null {
  if (state.rows === null) {
    return state.executedRows === null ? null : `${count(state.executedRows, 'row')} ${executedWord(state)}`;
  }
  return state.sample ? `≈ sample ${NUMBERS.format(state.rows)}` : count(state.rows, 'row');
}

/** How many rows the engine computed, where the node has others or they are not known. */
export function executedRowsWord(state: NodeState): string | null {
  const { rows, executedRows } = state;
  return executedRows === null || rows === null || rows === executedRows ? null : `${count(executedRows, 'row')} executed`;
}

function executedWord(state: NodeState): string {
  return state.status === 'running' ? 'so far' : 'executed';
}

export function duration(seconds: number): string {
  if (seconds < 0.005) {
    return '< 0.01 s';
  }
  if (seconds < 59.95) {
    return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
  }
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
    : `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** "0.12 s", or which node's query did the work where its own share of it is not known. */
export function timeWord(state: NodeState, label: (id: string) => string): string | null {
  if (state.seconds !== null) {
    return duration(state.seconds);
  }
  return state.fusedInto === null ? null : `in ${label(state.fusedInto)}`;
}

/** Why the last run had nothing to do for a node, or why it had. */
export function whyWord({ reused, cause }: NodeState): string | null {
  if (reused != null) {
    return `Reused: ${reused}`;
  }
  return cause == null ? null : `Computed anew: ${cause}`;
}

/** About how much room some results take together. */
export function sizeWord(sizes: readonly (number | null | undefined)[]): string {
  const known = sizes.filter(size => size != null);
  const text = bytesWord(known.reduce((sum, size) => sum + size, 0));
  if (known.length < sizes.length) {
    return known.length > 0 ? `more than about ${text}` : 'its size is not known before a run';
  }
  return `about ${text}`;
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

function bytesWord(bytes: number): string {
  let [size, unit] = [bytes, 'bytes'];
  for (const next of UNITS) {
    if (size < 999.5) {
      break;
    }
    [size, unit] = [size / 1000, next];
  }
  const digits = unit === 'bytes' || size >= 9.95 ? Math.round(size) : Number(size.toFixed(1));
  return `${digits} ${unit}`;
}

/** Whether the result of a node is kept until it is unpinned. */
export function isPinned(node: GraphNode): boolean {
  return node.config.pin === true;
}

/** What a screen reader says of a node: "late, filter, done, 8,255 rows". */
export function nodeLabel(node: GraphNode, state: NodeState, problems: string | null): string {
  const status = state.reused == null ? statusWord(state).toLowerCase() : 'reused';
  const parts = [node.label, node.title, status, rowsWord(state), isPinned(node) ? 'pinned' : null, problems];
  return parts.filter(part => part !== null).join(', ');
}

export function problemWord(errors: number, warnings: number): string | null {
  const parts = [errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean);
  return parts.length ? parts.join(', ') : null;
}

/** Where in the text, the workflow or the data. */
export function placeWord(problem: Diagnostic): string {
  const parts = [
    problem.field && `field ${problem.field}`,
    problem.span && `line ${problem.span.line}, column ${problem.span.column}`,
    problem.file,
    problem.row !== null && `row ${NUMBERS.format(problem.row)}`
  ];
  return parts.filter(Boolean).join(' · ');
}

export function elapsedAt(run: ReportedRun, now: number): number {
  return isActive(run) ? run.elapsed + Math.max(0, now - run.receivedAt) / 1000 : run.elapsed;
}

/** The run in one line, as of `now` on the clock that stamped it. */
/** Whether the run does not tell of all nodes any more: something was edited after it. */
function changedSince({ nodes, graph }: RunPart): boolean {
  return graph.nodes.some(({ id }) => nodes[id]?.status === 'idle' || nodes[id]?.status === 'sampled');
}

export function runWord(state: RunPart, now: number): string {
  const { run } = state;
  if (!run) {
    return '';
  }
  const time = duration(elapsedAt(run, now));
  switch (run.phase) {
    case 'starting':
      return `${sentence(run.message ?? 'starting')} · ${coarse(elapsedAt(run, now))}`;
    case 'running': {
      const done = `${run.finishedNodes} of ${count(run.totalNodes, 'node')}`;
      const parts = [done, coarse(elapsedAt(run, now)), leftWord(run, now), run.message];
      return parts.filter(Boolean).join(' · ');
    }
    case 'completed':
      return `Completed in ${time}${changedSince(state) ? ', changed since' : ''}`;
    case 'failed':
      return failedWord(state);
    case 'cancelled':
      return `Cancelled after ${time}`;
    case 'interrupted':
      return run.message ? `Interrupted: ${run.message}` : 'Interrupted';
  }
}

/** From these on the share of the work that is done tells something of the rest. */
const TELLING = { progress: 0.5, seconds: 2 };

/** How long a run still takes, if the rest of it takes as long for its share as what is done; null where that is a guess. */
export function leftWord(run: ReportedRun, now: number): string | null {
  const { progress, elapsed } = run;
  if (progress < TELLING.progress || progress >= 1 || elapsed < TELLING.seconds) {
    return null;
  }
  // Told from the last report on, so that the estimate falls while nothing is heard.
  const total = elapsed / progress;
  const left = total - elapsedAt(run, now);
  return left > 0.5 ? `about ${left < 59.5 ? `${Math.ceil(left)} s` : duration(left)} left` : null;
}

function failedWord(state: RunPart): string {
  const failed = state.graph.nodes.find(node => state.nodes[node.id]?.status === 'failed');
  const reason = (failed && state.nodes[failed.id]?.message) ?? state.run?.message;
  const place = failed ? `Failed at ${failed.label}` : 'Failed';
  return reason ? `${place}: ${reason}` : place;
}

/** One decimal while it ticks: two would only flicker. */
function coarse(seconds: number): string {
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : duration(seconds);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
