import { describe, expect, it } from 'vitest';
import { neighbour } from '../src/editor/layout';
import { fromText } from '../src/editor/values';
import { isNumeric, shortDtype } from '../src/state/dtypes';
import { savedSource } from '../src/state/source';
import { duration, executedRowsWord, leftWord, nodeLabel, placeWord, rowsWord, runWord, sizeWord, statusWord, timeWord, whyWord } from '../src/state/words';
import { initialState, nodeState, reduce, type ReportedRun } from '../src/state/workflow';
import type { NodeState } from '../src/protocol/generated';
import { graph, message, staticView } from './golden';

const running = (now: number) => {
  const state = reduce(initialState(graph()), message('patch'), 1000);
  return runWord(state, now);
};
const node = (id: string) => graph().nodes.find(each => each.id === id)!;

describe('a run in words', () => {
  it('says when the workflow was changed after it', () => {
    const run = { ...message('patch').run!, phase: 'completed' as const };
    const state = reduce(initialState(graph()), { kind: 'patch', nodes: {}, run }, 0);
    const [first] = state.graph.nodes;
    const words = (status: NodeState['status']) =>
      runWord({ ...state, nodes: { [first!.id]: { ...nodeState(state, first!.id), status } } }, 0);
    expect(words('done')).toBe('Completed in 1.25 s');
    expect(words('sampled')).toBe('Completed in 1.25 s, changed since');
  });

  it('counts nodes and goes on counting seconds', () => {
    expect(running(1000)).toBe('2 of 5 nodes · 1.3 s');
    expect(running(3000)).toBe('2 of 5 nodes · 3.3 s');
  });

  it('says what it waits for', () => {
    const run = { ...message('patch').run!, phase: 'starting' as const, message: 'starting Prefect' };
    const state = reduce(initialState(graph()), { kind: 'patch', nodes: {}, run }, 0);
    expect(runWord(state, 0)).toBe('Starting Prefect · 1.3 s');
  });

  it('says where it failed and why', () => {
    const { store } = savedSource(staticView());
    expect(runWord(store.state, 0)).toBe("Failed at with names: No airline for carrier 'ZZ'.");
  });

  it.each([
    ['completed', 'Completed in 1.25 s'],
    ['cancelled', 'Cancelled after 1.25 s'],
    ['interrupted', 'Interrupted'],
    ['failed', 'Failed']
  ] as const)('%s', (phase, text) => {
    const run = { ...message('patch').run!, phase };
    expect(runWord(reduce(initialState(graph()), { kind: 'patch', nodes: {}, run }, 0), 9e9)).toBe(text);
  });
});

describe('a node in words', () => {
  const { late, named } = message('patch').nodes;

  it('rows, exact or of a sample', () => {
    expect(rowsWord(late!)).toBe('8,255 rows');
    expect(rowsWord({ ...late!, rows: 1 })).toBe('1 row');
    expect(rowsWord(message('state').nodes.late!)).toBe('≈ sample 1,000');
    expect(rowsWord(named!)).toBeNull();
    const computed = { ...late!, rows: null, executedRows: 12345 };
    expect(rowsWord(computed)).toBe('12,345 rows executed');
    expect(rowsWord({ ...computed, status: 'running' })).toBe('12,345 rows so far');
    expect(executedRowsWord(computed)).toBeNull();
    expect(executedRowsWord({ ...late!, executedRows: 12 })).toBe('12 rows executed');
    expect(executedRowsWord({ ...late!, executedRows: 8255 })).toBeNull();
  });

  it('time, or whose query did the work', () => {
    expect(timeWord(late!, id => node(id).label)).toBe('in with names');
    expect(timeWord({ ...late!, fusedInto: null, seconds: 0.123 }, String)).toBe('0.12 s');
    expect(timeWord({ ...late!, seconds: 0.123 }, String)).toBe('0.12 s');
    expect(timeWord(named!, String)).toBeNull();
  });

  it('for a screen reader', () => {
    expect(nodeLabel(node('late'), late!, '1 error')).toBe('late, Filter rows, done, 8,255 rows, 1 error');
    expect(nodeLabel({ ...node('late'), config: { pin: true } }, late!, null)).toBe('late, Filter rows, done, 8,255 rows, pinned');
    expect(statusWord(named!)).toBe('Attempt 2');
  });
});

it('a node tells why the last run computed it or did not', () => {
  const { late } = message('patch').nodes;
  expect(whyWord(late!)).toBeNull();
  expect(whyWord({ ...late!, reused: 'same settings, same input' })).toBe('Reused: same settings, same input');
  expect(whyWord({ ...late!, cause: 'its settings have changed' })).toBe('Computed anew: its settings have changed');
  expect(nodeLabel(node('late'), { ...late!, reused: 'it is pinned' }, null)).toContain('reused');
});

it.each([
  [[0], 'about 0 bytes'],
  [[999], 'about 999 bytes'],
  [[4321], 'about 4.3 kB'],
  [[210_000_000], 'about 210 MB'],
  [[999_700], 'about 1 MB'],
  [[1_500_000_000, 700_000_000], 'about 2.2 GB'],
  [[3000, null], 'more than about 3 kB'],
  [[null], 'its size is not known before a run']
])('room for %j is %s', (sizes, text) => {
  expect(sizeWord(sizes)).toBe(text);
});

it.each([
  [0, '< 0.01 s'],
  [0.123, '0.12 s'],
  [9.999, '10.0 s'],
  [59.99, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3725, '1 h 02 min']
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it('a problem has a place', () => {
  const [first, second] = message('state').diagnostics;
  expect(placeWord(first!)).toBe('field predicate · line 4, column 12');
  expect(placeWord(second!)).toBe('flights.csv · row 1,204');
});

it('types are short and numbers are known', () => {
  expect(shortDtype("Datetime(time_unit='us', time_zone=None)")).toBe('Datetime(us)');
  expect(shortDtype("List(Datetime(time_unit='ms', time_zone='Europe/Paris'))")).toBe('List(Datetime(ms, Europe/Paris))');
  expect(shortDtype('Decimal(precision=38, scale=2)')).toBe('Decimal(38, 2)');
  expect(['Int64', 'UInt8', 'Float32', 'Decimal(38, 2)', 'String', 'List(Int64)'].map(isNumeric)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false
  ]);
});

it('values of parameters are read from text', () => {
  expect(fromText('int', ' 15 ')).toEqual({ value: 15 });
  expect(fromText('int', '1.5')).toHaveProperty('problem');
  expect(fromText('int', '9007199254740993')).toHaveProperty('problem');
  expect(fromText('float', '1e-3')).toEqual({ value: 0.001 });
  expect(fromText('float', '')).toHaveProperty('problem');
  expect(fromText('str', ' a ')).toEqual({ value: ' a ' });
});

it('arrow keys go to the nearest node in that direction', () => {
  const { nodes } = graph();
  const at = (id: string) => nodes.find(each => each.id === id)!;
  expect(neighbour(nodes, at('flights'), 'ArrowRight')?.id).toBe('late');
  expect(neighbour(nodes, at('flights'), 'ArrowDown')?.id).toBe('airlines');
  expect(neighbour(nodes, at('named'), 'ArrowLeft')?.id).toBe('late');
  expect(neighbour(nodes, at('flights'), 'ArrowLeft')).toBeNull();
});

describe('how long a run still takes', () => {
  const run = (progress: number, elapsed: number): ReportedRun => ({
    ...message('patch').run!,
    progress,
    elapsed,
    receivedAt: 0
  });
  it.each([
    [0.5, 10, 0, 'about 10 s left'],
    [0.5, 10, 4000, 'about 6 s left'],
    [0.8, 8, 0, 'about 2 s left'],
    [0.5, 120, 0, 'about 2 min 00 s left'],
    [0.4, 10, 0, null],
    [0.9, 1, 0, null],
    [1, 10, 0, null],
    [0.5, 10, 60_000, null]
  ])('%d done after %d s, %d ms ago', (progress, elapsed, now, text) => {
    expect(leftWord(run(progress, elapsed), now)).toBe(text);
  });
});
