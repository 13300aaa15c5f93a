import { createStandaloneCell, type YCodeCell } from '@jupyter/ydoc';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, EditWorkflow, Layout, SetSource } from '../src/protocol/generated';
import { spliceOf } from '../src/sync/binding';
import { CellBinding } from '../src/sync/cell';
import { cellParts, ended, withBody } from '../src/sync/cellText';
import { Sync } from '../src/sync/sync';

const EMPTY = { positions: {}, notes: [], groups: [] };
const BODY = 'a = read_csv("a.csv")  # rows\nb = a.head(3)\n';
const SOURCE = `%%uzo demo --draft\n${BODY}`;

const apply = (text: string, { start, end, text: part }: ReturnType<typeof spliceOf>) =>
  text.slice(0, start) + part + text.slice(end);

describe('the least change of a text', () => {
  it.each([
    ['', ''],
    ['abc', 'abc'],
    ['abc', 'aXc'],
    ['aaa', 'aa'],
    ['aa', 'aaa'],
    ['', 'x'],
    ['x', ''],
    ['a = b.head(3)', 'a = b.head(30)'],
    ['1\n2\n3', '1\n3']
  ])('makes %j of %j', (before, after) => {
    expect(apply(after, spliceOf(after, before))).toBe(before);
    expect(apply(before, spliceOf(before, after))).toBe(after);
  });

  it('touches only the middle', () => {
    expect(spliceOf('late > 60 and x', 'late > 90 and x')).toEqual({ start: 7, end: 8, text: '9' });
  });
});

describe('the parts of a cell', () => {
  it.each([
    ['%%uzo demo\na = 1', '%%uzo demo\n', 'a = 1'],
    ['\n%%uzo\n', '\n%%uzo\n', ''],
    ['%%uzo demo', '%%uzo demo', '']
  ])('%j', (source, head, body) => expect(cellParts(source)).toEqual({ head, body }));

  it.each(['', 'x = 1', '%%uzoo\na', '%uzo list', '# %%uzo', '%%uzo.x'])('%j is no workflow', source => {
    expect(cellParts(source)).toBeNull();
  });

  it.each([
    ['%%uzo d\na = 1', 'b = 2\n', '%%uzo d\nb = 2'],
    ['%%uzo d\na = 1\n', 'b = 2\n', '%%uzo d\nb = 2\n'],
    ['%%uzo d', 'b = 2\n', '%%uzo d\nb = 2'],
    ['%%uzo d\na = 1', '', '%%uzo d\n']
  ])('%j with another body', (source, body, result) => {
    expect(withBody(source, cellParts(source)!, body)).toBe(result);
  });

  it('an end of the last line is sent, as IPython sends it', () => {
    expect([ended(''), ended('a'), ended('a\n')]).toEqual(['', 'a\n', 'a\n']);
  });
});

let cell: YCodeCell;
let sent: Command[];
let sync: Sync;
let refused: string[];

beforeEach(() => {
  vi.useFakeTimers();
  cell = createStandaloneCell({ cell_type: 'code', source: SOURCE }) as YCodeCell;
  sent = [];
  refused = [];
  sync = new Sync(
    command => sent.push(command),
    reason => refused.push(reason)
  );
});
afterEach(() => vi.useRealTimers());

function bound(): CellBinding {
  const binding = new CellBinding(cell);
  sync.bind(binding);
  sent.length = 0;
  return binding;
}

const tidy = { kind: 'tidy' as const, nodes: [] };
const lastEdit = () => sent.findLast(command => command.kind === 'edit') as EditWorkflow;
const answer = (base: string, text: string, layout = EMPTY, request = lastEdit()?.request ?? null) =>
  sync.answered({
    kind: 'source',
    request,
    base: { text: base, layout: EMPTY },
    source: { text, layout },
    created: []
  });

describe('a cell and its workflow', () => {
  it('an edit rewrites the cell as one step of its history', () => {
    bound();
    sync.edit([tidy]);
    expect((sent[0] as EditWorkflow).base).toEqual({ text: BODY, layout: EMPTY });
    answer(BODY, BODY.replace('3', '30'));
    expect(cell.getSource()).toBe(SOURCE.replace('3', '30'));
    sync.undo();
    expect(cell.getSource()).toBe(SOURCE);
    sync.redo();
    expect(cell.getSource()).toBe(SOURCE.replace('3', '30'));
  });

  it('a move is kept in the metadata of the cell, and can be taken back', () => {
    bound();
    const layout = { ...EMPTY, positions: { a: { x: 1, y: 2 } } };
    sync.edit([tidy]);
    answer(BODY, BODY, layout);
    expect(cell.getMetadata('uzo')).toEqual(layout);
    expect(cell.getSource()).toBe(SOURCE);
    sync.undo();
    expect(cell.getMetadata('uzo')).toBeUndefined();
  });

  it('what is typed goes out after a pause, once', () => {
    bound();
    cell.updateSource(SOURCE.length, SOURCE.length, 'c');
    cell.updateSource(SOURCE.length + 1, SOURCE.length + 1, ' = b.tail(1)');
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(sent.map(command => command.kind)).toEqual(['set-source']);
    expect((sent[0] as SetSource).source.text).toBe(`${BODY}c = b.tail(1)\n`);
  });

  it('an answer to a text that is not there any more is asked for anew', () => {
    bound();
    sync.edit([tidy]);
    cell.updateSource(SOURCE.length, SOURCE.length, '# typed');
    answer(BODY, 'lost = 1\n');
    expect(cell.getSource()).toBe(`${SOURCE}# typed`);
    const again = lastEdit();
    expect([again.edits, again.base?.text]).toEqual([[tidy], `${BODY}# typed\n`]);
    answer(`${BODY}# typed\n`, 'kept = 1\n');
    expect(cell.getSource()).toBe('%%uzo demo --draft\nkept = 1');
  });

  it('a refusal of something else leaves an edit alone, which is tried again', async () => {
    bound();
    const done = sync.edit([tidy]);
    cell.updateSource(SOURCE.length, SOURCE.length, '# typed');
    sync.refused(null);
    sync.refused(1);
    answer(BODY, 'lost = 1\n');
    answer(`${BODY}# typed\n`, 'kept = 1\n');
    expect(cell.getSource()).toBe('%%uzo demo --draft\nkept = 1');
    await expect(done).resolves.toBe(true);
  });

  it('whoever edits is told whether it was done', async () => {
    bound();
    const [refused, done, open, queued] = [sync.edit([tidy]), sync.edit([tidy]), sync.edit([tidy]), sync.edit([tidy])];
    sync.refused(lastEdit().request);
    answer(BODY, 'kept = 1\n');
    sync.unbind();
    expect(await Promise.all([refused, done, open, queued])).toEqual([false, true, false, false]);
  });

  it('an edit of another page that does not fit changes nothing here', () => {
    bound();
    answer('other\n', 'new\n');
    expect(cell.getSource()).toBe(SOURCE);
    vi.advanceTimersByTime(300);
    expect(sent).toEqual([]);
  });

  it('a cell that is no workflow any more is left alone', () => {
    bound();
    cell.setSource('x = 1');
    vi.advanceTimersByTime(300);
    expect(sent).toEqual([]);
    answer('', 'a = 1\n');
    expect(cell.getSource()).toBe('x = 1');
  });

  it('an edit of a cell that is no workflow any more is refused, and says what to do', async () => {
    bound();
    cell.setSource('x = 1');
    await expect(sync.edit([tidy])).resolves.toBe(false);
    expect([sent, refused]).toEqual([[], [expect.stringContaining('write %%uzo into its first line again')]]);
  });

  it('a closed workflow does not follow the cell', () => {
    bound();
    sync.unbind();
    cell.setSource(`${SOURCE}z`);
    vi.advanceTimersByTime(300);
    answer(BODY, 'a = 1\n');
    expect([sent, cell.getSource()]).toEqual([[], `${SOURCE}z`]);
  });

  it('without a cell the kernel keeps the history', () => {
    sync.edit([tidy]);
    sync.undo();
    sync.redo();
    sync.edit([tidy]);
    expect(sent.map(command => command.kind)).toEqual(['edit']);
    answer('', '');
    expect(sent.map(command => command.kind)).toEqual(['edit', 'undo', 'redo', 'edit']);
    expect((sent[0] as EditWorkflow).base).toBeNull();
  });

  it('odd metadata is no layout', () => {
    cell.setMetadata('uzo', { positions: { a: { x: 'left' } } });
    expect(new CellBinding(cell).read()?.layout).toEqual(EMPTY);
  });

  it('what is not understood in the metadata stays there when the layout changes', () => {
    const odd = { id: 'n2', text: 3 };
    cell.setMetadata('uzo', { zoom: 1, positions: { a: { x: 1, y: 2 }, b: 'left' }, notes: [odd], groups: 'none' });
    bound();
    const base = { ...EMPTY, positions: { a: { x: 1, y: 2 } } };
    const answered = (from: Layout, to: Layout) =>
      sync.answered({ kind: 'source', request: null, base: { text: BODY, layout: from }, source: { text: BODY, layout: to }, created: [] });
    const moved = { ...EMPTY, positions: { a: { x: 5, y: 6 } } };
    answered(base, moved);
    expect(cell.getMetadata('uzo')).toEqual({
      zoom: 1,
      positions: { a: { x: 5, y: 6 }, b: 'left' },
      notes: [odd],
      groups: 'none'
    });
    answered(moved, EMPTY);
    expect(cell.getMetadata('uzo')).toEqual({ zoom: 1, positions: { b: 'left' }, notes: [odd], groups: 'none' });
  });
});
