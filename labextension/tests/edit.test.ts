import { describe, expect, it } from 'vitest';
import { copiedText } from '../src/edit/clipboard';
import { feeds, freeInputs, possibleSources, refusal } from '../src/edit/connections';
import { byFamily, fitting, found, operationOf } from '../src/edit/operations';
import { frameOf } from '../src/editor/frames';
import { edgeBeneath, insertion } from '../src/editor/insertion';
import { removing } from '../src/editor/useEditKeys';
import { groupId, noteId } from '../src/editor/flowIds';
import { changesOf, shownOf } from '../src/forms/draft';
import { valueOf, valuesOf, valueText } from '../src/forms/fields/ValuesField';
import { relativePath } from '../src/forms/paths';
import type { Graph, GraphNode, OperationInfo } from '../src/protocol/generated';

const node = (id: string, inputs: string[], hasOutput = true): GraphNode => ({
  id,
  label: id,
  nodeType: inputs.length > 0 && hasOutput ? 'transform' : 'connector',
  operation: 'x',
  title: id,
  inputs,
  hasOutput,
  x: 0,
  y: 0,
  config: { operation: 'x' }
});
const edge = (source: string, target: string, targetHandle = 'input') => ({
  id: `${source}>${target}`,
  source,
  target,
  targetHandle
});
const GRAPH: Graph = {
  name: 'g',
  nodes: [
    node('a', []),
    node('b', ['input']),
    node('j', ['left', 'right']),
    node('w', ['input'], false),
    node('__proto__', ['input'])
  ],
  edges: [edge('a', 'b'), edge('b', 'j', 'left'), edge('j', 'w')],
  parameters: [],
  notes: [{ id: 'n', text: '', x: 0, y: 0, width: 10, height: 10 }],
  groups: [{ id: 'g', label: 'G', nodes: ['a', 'b'] }]
};

describe('a node that lies on a connection', () => {
  const at = (id: string, x: number, y: number, inputs = ['input']) => ({ ...node(id, inputs), x, y });
  const graph: Graph = {
    ...GRAPH,
    nodes: [at('a', 0, 0, []), at('b', 300, 0), at('j', 600, 100, ['left', 'right']), at('loose', 0, 300), at('k', 0, 400, [])],
    edges: [edge('a', 'b'), edge('b', 'j', 'left')],
    groups: []
  };

  it.each([
    ['between two cards', 'loose', 150, 4, 'a>b'],
    ['a little beside it', 'loose', 150, 20, 'a>b'],
    ['over the card before it', 'loose', 20, 0, null],
    ['below it', 'loose', 150, 60, null],
    ['on a connection that goes down', 'loose', 450, 45, 'b>j'],
    ['one without an input', 'k', 150, 0, null],
    ['one whose inputs are taken', 'b', 450, 45, null],
    ['its own connection', 'j', 450, 45, null]
  ])('%s', (_what, id, x, y, expected) => {
    expect(edgeBeneath(graph, id, { x, y })?.id ?? null).toBe(expected);
  });

  it('behind which it stands already is left alone', () => {
    const circle = { ...graph, nodes: [...graph.nodes, at('l', 900, 0, ['left', 'right'])], edges: [...graph.edges, edge('b', 'l', 'left')] };
    expect(edgeBeneath(circle, 'l', { x: 150, y: 0 })).toBeNull();
  });

  it('is fed by the one and feeds the other', () => {
    expect(insertion(graph, 'loose', edge('b', 'j', 'left'))).toEqual([
      { kind: 'connect', source: 'loose', target: 'j', handle: 'left', replace: true },
      { kind: 'connect', source: 'b', target: 'loose', handle: 'input', replace: false },
      { kind: 'tidy', nodes: ['loose'] }
    ]);
  });
});

describe('which connections can be', () => {
  it.each([
    ['a', 'j', 'right', null],
    ['a', '__proto__', 'input', null],
    ['a', 'a', 'input', 'a cannot feed itself.'],
    ['w', 'j', 'right', 'w writes its rows and has no output.'],
    ['b', 'a', 'input', 'a is a source: it has no input.'],
    ['a', 'j', 'left', 'The input left of j is fed by b already. Drag the end of that connection, or remove it first.'],
    ['j', '__proto__', 'input', null],
    ['x', 'b', 'input', 'The node is gone.']
  ])('%s to %s.%s', (source, target, handle, reason) => {
    expect(refusal(GRAPH, { source, target, handle })).toBe(reason);
  });

  it('a circle is none', () => {
    const open = { ...GRAPH, edges: GRAPH.edges.slice(1) };
    expect(refusal(open, { source: 'j', target: 'b', handle: 'input' })).toContain('in a circle');
  });

  it('who feeds whom', () => {
    expect([feeds(GRAPH, 'a', 'w'), feeds(GRAPH, 'w', 'a'), feeds(GRAPH, '__proto__', 'a')]).toEqual([true, false, false]);
    expect(freeInputs(GRAPH, GRAPH.nodes[2]!)).toEqual(['right']);
    expect(possibleSources(GRAPH, 'b').map(each => each.id)).toEqual(['a', '__proto__']);
  });
});

const operation = (word: string, title: string, more: Partial<OperationInfo> = {}): OperationInfo => ({
  nodeType: 'transform',
  config: { operation: word },
  title,
  word,
  family: 'transform',
  summary: '',
  synonyms: [],
  inputs: ['input'],
  hasOutput: true,
  form: {},
  ...more
});
const READ = operation('read_csv', 'Read CSV', {
  nodeType: 'connector',
  config: { operation: 'read', connectorType: 'csv' },
  family: 'source',
  inputs: []
});
const WRITE = operation('write_csv', 'Write CSV', {
  nodeType: 'connector',
  config: { operation: 'write', connectorType: 'csv' },
  family: 'sink',
  hasOutput: false
});
const FILTER = operation('filter', 'Filter rows', { synonyms: ['where', 'query'], summary: 'Keep rows.' });
const HEAD = operation('head', 'First rows', { synonyms: ['limit'] });
const ALL = [READ, FILTER, HEAD, WRITE];

describe('the operations that fit', () => {
  const words = (list: readonly OperationInfo[]) => list.map(each => each.word);
  it('behind and before', () => {
    expect(words(fitting(ALL, { behind: true }))).toEqual(['filter', 'head', 'write_csv']);
    expect(words(fitting(ALL, { before: true }))).toEqual(['read_csv', 'filter', 'head']);
    expect(words(fitting(ALL, { behind: true, before: true }))).toEqual(['filter', 'head']);
  });
  it.each([
    ['', ['read_csv', 'filter', 'head', 'write_csv']],
    ['fil', ['filter']],
    ['rows', ['filter', 'head']],
    ['where', ['filter']],
    ['csv', ['read_csv', 'write_csv']],
    ['nothing', []]
  ])('a search for %j', (search, result) => expect(words(found(ALL, search))).toEqual(result));
  it('in the order of the data', () => {
    expect(byFamily(ALL).map(([family]) => family)).toEqual(['source', 'transform', 'sink']);
  });
  it('a node has the operation that its config names', () => {
    const source = { nodeType: 'connector', operation: 'csv', inputs: [] };
    expect(operationOf(ALL, source)).toBe(READ);
    expect(operationOf(ALL, { ...source, inputs: ['input'] })).toBe(WRITE);
    expect(operationOf(ALL, { ...source, nodeType: 'transform' })).toBeUndefined();
  });
});

it('copied nodes are a document with the edges into them', () => {
  const text = JSON.parse(copiedText(GRAPH, new Set(['b', 'j'])));
  expect(text.nodes.map((each: { id: string }) => each.id)).toEqual(['b', 'j']);
  expect(text.edges).toEqual([
    { source: 'a', target: 'b', targetHandle: 'input' },
    { source: 'b', target: 'j', targetHandle: 'left' }
  ]);
});

it('Delete takes what is selected, and nothing else', () => {
  const edges = [{ id: 'e', source: 'a', target: 'b', targetHandle: 'input', selected: true }];
  expect(removing(GRAPH, new Set(), [])).toBeNull();
  expect(removing(GRAPH, new Set(['b', noteId('n'), groupId('g'), 'gone']), edges)).toEqual({
    kind: 'remove',
    nodes: ['b'],
    notes: ['n'],
    groups: ['g'],
    inputs: []
  });
  expect(removing(GRAPH, new Set(), edges)?.inputs).toEqual([{ node: 'b', handle: 'input' }]);
});

it('a frame is drawn around its nodes, and none around no nodes', () => {
  const frame = frameOf(GRAPH.groups[0]!, [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 200, y: 100 }
  ])!;
  expect(frame.x).toBeLessThan(0);
  expect(frame.x + frame.width).toBeGreaterThan(200 + 184);
  expect(frame.y + frame.height).toBeGreaterThan(100 + 64);
  expect(frameOf({ id: 'g', label: '', nodes: ['x'] }, [])).toBeNull();
});

describe('settings', () => {
  const FORM = {
    properties: {
      n: { type: 'integer', default: 5 },
      by: { type: 'array', format: 'pairs', pair: 'rightBy' },
      keep: { type: 'boolean', default: true }
    }
  };
  it('a form shows what it has fields for', () => {
    const config = { operation: 'x', n: 3, rightBy: ['b'], hue: 7 };
    expect(shownOf(config, FORM)).toEqual({ n: 3, rightBy: ['b'] });
  });
  it.each([
    [{ n: 3 }, { n: 4 }, { values: { n: 4 }, unset: [] }],
    [{ n: 3 }, { n: 5 }, { values: {}, unset: ['n'] }],
    [{ n: 3 }, {}, { values: {}, unset: ['n'] }],
    [{}, { n: 5, keep: true, by: [] }, { values: {}, unset: [] }],
    [{}, { keep: false, by: ['a'] }, { values: { keep: false, by: ['a'] }, unset: [] }]
  ])('from %j to %j', (before, after, change) => expect(changesOf(before, after, FORM)).toEqual(change));

  it.each([
    ['3', 3],
    ['2.5', 2.5],
    ['true', true],
    ['abc', 'abc'],
    ['"3"', '3'],
    ['', '']
  ])('the text %j is the value %j', (text, value) => {
    expect(valueOf(text)).toEqual(value);
    expect(valueOf(valueText(value))).toEqual(value);
  });
  it('several values', () => {
    const values = ['a', 3, 'x, y', '3', true];
    expect(valuesOf(values.map(valueText).join(', '))).toEqual(values);
  });
});

it.each([
  ['', 'data/a.csv', 'data/a.csv'],
  ['work', 'work/data/a.csv', 'data/a.csv'],
  ['work/deep', 'work/a.csv', '../a.csv'],
  ['work', 'other/a.csv', '../other/a.csv'],
  ['work', 'work', '../work']
])('from %j to %j is %j', (folder, path, relative) => expect(relativePath(folder, path)).toBe(relative));
