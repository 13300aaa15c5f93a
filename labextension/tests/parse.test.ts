import { describe, expect, it } from 'vitest';
import type { Command } from '../src/protocol/generated';
import { parseGraph, parseStaticView, parseViewMessage } from '../src/protocol/parse';
import { golden, goldenNames, message } from './golden';

const VIEW_KINDS = ['state', 'patch', 'preview', 'preview-failed', 'rejected', 'keep'];
const LATE = message('state').nodes.late!;
const COMMANDS: Command[] = [
  { kind: 'hello' },
  { kind: 'get-preview', request: 7, node: 'late', offset: 1000, limit: 1000 },
  { kind: 'run' },
  { kind: 'cancel' },
  { kind: 'set-parameters', values: { min_delay: 30, share: 0.25, strict: false, year: '2014' } }
];

describe('golden messages', () => {
  it('are all known here', () => {
    const known = [...VIEW_KINDS, ...COMMANDS.map(command => command.kind), 'graph', 'static-view'];
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

  it.each(COMMANDS)('$kind is what Python expects', command => {
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
