import { describe, expect, it } from 'vitest';
import type { Command, Edit, TableQuery, TrustCode } from '../src/protocol/generated';
import { parseGraph, parseStaticView, parseViewMessage } from '../src/protocol/parse';
import { EVERYTHING } from '../src/state/scopes';
import { golden, goldenNames, message } from './golden';

const VIEW_KINDS = [
  'state',
  'patch',
  'graph-changed',
  'source',
  'catalogue',
  'written',
  'completions',
  'preview',
  'facts',
  'file-ready',
  'file-part',
  'preview-failed',
  'rejected',
  'keep'
];
const NOTE = { id: 'n1', text: 'why <b>60</b>?', x: 10, y: -120, width: 200, height: 90 };
const GROUP = { id: 'g1', label: 'Input', nodes: ['flights', 'airlines'] };
const WRITTEN = {
  text: 'late = flights.filter(col("dep_delay") > 60)\n',
  layout: { positions: { late: { x: 220, y: -8.5 } }, notes: [NOTE], groups: [GROUP] }
};
const LATE = message('state').nodes.late!;
const QUERY: TableQuery = {
  sort: [{ column: 'dep_delay', descending: true }],
  filters: [
    { kind: 'text', column: 'carrier', op: 'contains', text: '<b>', matchCase: false },
    { kind: 'compare', column: 'dep_delay', op: '>', value: '9007199254740993' },
    { kind: 'null', column: 'tailnum', null: false }
  ]
};
const DIGEST = golden<TrustCode>('trust-code').digest;
const COMMANDS: Command[] = [
  { kind: 'hello' },
  { kind: 'get-preview', request: 7, node: 'late', offset: 1000, limit: 1000, query: QUERY, whole: false },
  { kind: 'get-facts', request: 8, node: 'late', column: 'dep_delay', query: QUERY },
  { kind: 'make-file', request: 9, node: 'late', format: 'csv', query: { sort: [], filters: [] } },
  { kind: 'get-file-part', request: 10, file: '4f1c', offset: 4194304 },
  { kind: 'forget', requests: [7, 8] },
  { kind: 'run', scope: EVERYTHING },
  { kind: 'trust-code', node: 'late', digest: DIGEST },
  { kind: 'cancel' },
  { kind: 'set-parameters', values: { min_delay: 30, share: 0.25, strict: false, year: '2014' } },
  { kind: 'set-source', request: 10, source: WRITTEN },
  {
    kind: 'edit',
    request: 11,
    edits: [
      { kind: 'connect', source: 'a', target: 'b', handle: null, replace: false },
      { kind: 'tidy', nodes: [] }
    ],
    base: { text: '{}\n', layout: null }
  },
  { kind: 'undo', request: 12 },
  { kind: 'redo', request: 13 },
  { kind: 'get-catalogue' },
  { kind: 'get-written', request: 3, notation: 'document' },
  { kind: 'reach' },
  { kind: 'complete-expression', request: 4, node: 'late', text: "col('dep_", offset: 9 }
];
const EDITS: Edit[] = [
  {
    kind: 'add-node',
    nodeType: 'transform',
    config: { operation: 'head', n: 3 },
    at: { x: 1, y: 2.5 },
    after: 'late',
    before: { node: 'top', handle: 'input' }
  },
  { kind: 'remove', nodes: ['late'], inputs: [{ node: 'named', handle: 'right' }], notes: ['n1'], groups: ['g1'] },
  { kind: 'connect', source: 'airlines', target: 'named', handle: 'right', replace: true },
  { kind: 'move', positions: { late: { x: 220, y: -8.5 } } },
  { kind: 'tidy', nodes: ['late'] },
  { kind: 'configure', node: 'late', values: { expression: "col('dep_delay') > 90", retryCount: 2 }, unset: ['timeout'] },
  { kind: 'rename', node: 'late', name: 'Late flights' },
  { kind: 'paste', text: 'a = x.head(3)', at: { x: 0, y: 0 } },
  { kind: 'duplicate', nodes: ['late', 'named'] },
  { kind: 'put-note', note: NOTE },
  { kind: 'put-group', group: GROUP }
];

describe('golden messages', () => {
  it('are all known here', () => {
    const known = [
      ...VIEW_KINDS,
      ...COMMANDS.map(command => command.kind),
      ...EDITS.map(edit => edit.kind),
      'graph',
      'static-view'
    ];
    expect([...goldenNames].sort()).toEqual(known.sort());
  });

  it.each(VIEW_KINDS)('%s is understood as it is', kind => {
    const value = golden(kind);
    expect(parseViewMessage(value)).toBe(value);
  });

  it('graph and static view are understood as they are', () => {
    expect(parseGraph(golden('graph'))).not.toBeNull();
    expect(parseStaticView(golden('static-view'))).not.toBeNull();
  });

  it.each([...COMMANDS, ...EDITS])('$kind is what Python expects', command => {
    expect(command).toEqual(golden(command.kind));
  });
});

describe('a malformed message is refused', () => {
  it.each([
    ['nothing', null],
    ['a text', 'state'],
    ['an unknown kind', { kind: 'party' }],
    ['a name that every object has', { kind: 'constructor' }],
    ['a missing field', { kind: 'rejected' }],
    ['a wrong type', { ...message('preview'), total: '8255' }],
    ['a wrong type deep inside', { ...message('state'), nodes: { late: { status: 1 } } }],
    ['a status that has no picture', { ...message('patch'), nodes: { late: { ...LATE, status: 'odd' } } }],
    ['a number that is none', { ...message('patch'), run: { ...message('patch').run, progress: NaN } }]
  ])('%s', (_name, value) => {
    expect(parseViewMessage(value)).toBeNull();
  });

  it('as is a view of a later version', () => {
    expect(parseStaticView({ ...golden<object>('static-view'), version: 2 })).toBeNull();
  });
});

it('fields that a later version adds do no harm', () => {
  expect(parseViewMessage({ ...message('rejected'), colour: 'red' })).not.toBeNull();
});
