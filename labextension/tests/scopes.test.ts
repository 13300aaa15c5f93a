import { describe, expect, it } from 'vitest';
import type { NodeState } from '../src/protocol/generated';
import { EVERYTHING, runChoices, selectedNodes, type RunPart } from '../src/state/scopes';
import { initialState, nodeState, reduce } from '../src/state/workflow';
import { graph, message } from './golden';

const run = message('patch').run!;
const [first, second] = graph().nodes.map(node => node.id);

function after(phase: typeof run.phase, status: NodeState['status']) {
  const state = reduce(initialState(graph()), { kind: 'patch', nodes: {}, run: { ...run, phase } }, 0);
  return { ...state, nodes: { [first!]: { ...nodeState(state, first!), status } } };
}

const choice = (part: RunPart, state = initialState(graph()), selected: readonly string[] = []) =>
  runChoices(state, selected).find(each => each.part === part)!;

describe('the parts that can be run', () => {
  it('are those to the selected nodes, and from one of them', () => {
    expect(choice('to', undefined, [first!, second!])).toMatchObject({ off: null, scope: { ...EVERYTHING, to: [first, second] } });
    expect(choice('from', undefined, [first!])).toMatchObject({ off: null, scope: { ...EVERYTHING, fromNode: first } });
  });

  it('need a selection that can be meant', () => {
    expect(choice('to').off).toBe('Select a node first.');
    expect(choice('from').off).toBe('Select a node first.');
    expect(choice('from', undefined, [first!, second!]).off).toBe('Select one node only.');
    expect(choice('anew').off).toBeNull();
  });

  it('are what failed, where something did', () => {
    expect(choice('failed').off).toBe('Nothing has run yet.');
    expect(choice('failed', after('completed', 'done')).off).toBe('Nothing failed in the last run.');
    expect(choice('failed', after('failed', 'failed'))).toMatchObject({ off: null, scope: { onlyFailed: true } });
    expect(choice('failed', after('completed', 'skipped')).off).toBeNull();
  });

  it('wait for the run that is under way', () => {
    const all = runChoices(after('running', 'running'), [first!]).map(each => each.off);
    expect(new Set(all)).toEqual(new Set(['A run is under way.']));
  });

  it('are about nodes, in the order of the graph', () => {
    expect(selectedNodes(graph(), new Set([second!, 'note:1', first!]))).toEqual([first, second]);
    expect(selectedNodes(graph(), undefined)).toEqual([]);
  });
});
