import { describe, expect, it, vi } from 'vitest';
import { countByNode, defaultNode, problemsOf } from '../src/state/problems';
import { savedSource } from '../src/state/source';
import { WorkflowStore } from '../src/state/store';
import { initialState, isActive, nodeState, reduce } from '../src/state/workflow';
import { graph, message, staticView } from './golden';

const start = () => initialState(graph());
const told = () => reduce(start(), message('state'), 0);

describe('reduce', () => {
  it('takes the whole state', () => {
    const state = told();
    expect(state.loaded).toBe(true);
    expect(state.nodes.late?.status).toBe('sampled');
    expect(state.diagnostics).toHaveLength(2);
    expect(state.notice).toContain('airlines.parquet');
    expect(state.generation).toBe(1);
  });

  it('merges a patch, replaces the run and says when it was told', () => {
    const state = reduce(told(), message('patch'), 42);
    expect(state.nodes.late?.status).toBe('done');
    expect(state.nodes.flights?.status).toBe('sampled');
    expect(state.run).toMatchObject({ phase: 'running', receivedAt: 42 });
    expect(reduce(state, { kind: 'patch', nodes: {}, run: null }, 43).run).toBeNull();
  });

  it('changes nothing that it was given', () => {
    const before = told();
    const copy = structuredClone(before);
    reduce(before, message('patch'), 1);
    expect(before).toEqual(copy);
  });

  it('keeps the identity of nodes that did not change', () => {
    const before = told();
    const after = reduce(before, message('state'), 1);
    expect(after.nodes.late).toBe(before.nodes.late);
  });

  it('a whole state forgets nodes that it does not name', () => {
    const after = reduce(told(), { ...message('state'), nodes: {} }, 1);
    expect(nodeState(after, 'late').status).toBe('idle');
  });

  it('a refusal stays until the next message, a notice until it is dismissed', () => {
    const refused = reduce(told(), message('rejected'), 1);
    expect(refused.rejected).toBe('A run is under way.');
    expect(reduce(refused, message('patch'), 2)).toMatchObject({ rejected: null, notice: refused.notice });
    const samples = { ...message('state'), run: refused.run };
    expect(reduce(refused, samples, 2).rejected).toBe('A run is under way.');
    expect(reduce({ ...refused, broken: true }, samples, 2).rejected).toBeNull();
    expect(reduce(refused, { kind: 'dismiss' }, 2)).toMatchObject({ rejected: null, notice: null });
  });

  it('what the notebook kept counts only until Python speaks', () => {
    const seeded = reduce(start(), { kind: 'seed', view: staticView() }, 0);
    expect(seeded.nodes.named?.status).toBe('failed');
    const state = told();
    expect(reduce(state, { kind: 'seed', view: staticView() }, 1)).toBe(state);
  });

  it('a node named __proto__ has its state like any other', () => {
    const nodes = JSON.parse(JSON.stringify(message('state').nodes).replace('"late"', '"__proto__"'));
    const whole = reduce(start(), { ...message('state'), nodes }, 0);
    expect(nodeState(whole, '__proto__').status).toBe('sampled');
    const patched = reduce(start(), { kind: 'patch', nodes, run: null }, 0);
    expect(nodeState(patched, '__proto__').status).toBe('sampled');
  });

  it('a node named like a property of objects is not found by chance', () => {
    expect(nodeState(start(), 'constructor').status).toBe('idle');
  });
});

describe('WorkflowStore', () => {
  it('calls the listeners of the nodes that a patch changed, and no others', () => {
    const store = new WorkflowStore(graph(), () => 0);
    store.dispatch(message('state'));
    const [late, flights, all] = [vi.fn(), vi.fn(), vi.fn()];
    store.subscribeNode('late', late);
    store.subscribeNode('flights', flights);
    const stop = store.subscribe(all);
    store.dispatch(message('patch'));
    expect([late, flights, all].map(listener => listener.mock.calls.length)).toEqual([1, 0, 1]);
    stop();
    store.dispatch(message('rejected'));
    expect(all).toHaveBeenCalledTimes(1);
  });

  it('a listener may leave while it is called', () => {
    const store = new WorkflowStore(graph(), () => 0);
    const second = vi.fn();
    const stop = store.subscribe(() => stop());
    store.subscribe(second);
    store.dispatch(message('state'));
    expect(second).toHaveBeenCalledOnce();
  });
});

describe('problems', () => {
  it('come errors first, and a failed node is one', () => {
    const { store } = savedSource(staticView());
    const problems = problemsOf(store.state);
    expect(problems.map(problem => [problem.severity, problem.node])).toEqual([
      ['error', 'named'],
      ['warning', 'flights']
    ]);
    expect(problems[0]?.message).toContain("'ZZ'");
    expect(countByNode(problems).get('named')).toEqual({ errors: 1, warnings: 0 });
  });

  it('a failure that a diagnostic tells of is told once', () => {
    const view = staticView();
    const known = { ...view.diagnostics[0]!, severity: 'error' as const, node: 'named' };
    const { store } = savedSource({ ...view, diagnostics: [known] });
    expect(problemsOf(store.state)).toEqual([known]);
  });

  it('choose the node to show first, else the last result is', () => {
    expect(defaultNode(graph(), message('state').diagnostics)).toBe('late');
    expect(defaultNode(graph(), [])).toBe('named');
    expect(defaultNode({ ...graph(), nodes: [] }, [])).toBeNull();
  });
});

it('a run is active until it has ended', () => {
  expect(isActive(message('patch').run)).toBe(true);
  expect(isActive(staticView().run)).toBe(false);
  expect(isActive(null)).toBe(false);
});
