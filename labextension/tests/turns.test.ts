import { createStandaloneCell, type YCodeCell } from '@jupyter/ydoc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EditWorkflow } from '../src/protocol/generated';
import { CellBinding } from '../src/sync/cell';
import { Sync } from '../src/sync/sync';

const EMPTY = { positions: {}, notes: [], groups: [] };

let cell: YCodeCell;
let sync: Sync;
let refused: string[];
/** What the kernel, which is busy until it is told to work, was sent. */
let waiting: EditWorkflow[];

beforeEach(() => {
  waiting = [];
  refused = [];
  cell = createStandaloneCell({ cell_type: 'code', source: '%%uzo\nx = ' }) as YCodeCell;
  sync = new Sync(
    command => command.kind === 'edit' && waiting.push(command),
    reason => refused.push(reason)
  );
  sync.bind(new CellBinding(cell));
});
afterEach(() => sync.unbind());

const put = (name: string) => sync.edit([{ kind: 'rename', node: 'x', name }]);
const type = (text: string) => cell.updateSource(cell.getSource().length, cell.getSource().length, text);

/** The kernel carries out one edit: it adds the name that is in it to what stands behind `x = `. */
function carryOut({ request, base, edits }: EditWorkflow): void {
  const names = edits.map(edit => (edit.kind === 'rename' ? edit.name : ''));
  const text = base!.text.replace(/x = \w*/, match => match + names.join(''));
  sync.answered({ kind: 'source', request: request!, base: base!, source: { text, layout: EMPTY }, created: [] });
}

function work(): void {
  for (let edit = waiting.shift(); edit; edit = waiting.shift()) {
    carryOut(edit);
  }
}

describe('edits while the kernel is busy', () => {
  it('all arrive, in their order', async () => {
    const done = ['a', 'b', 'c', 'd', 'e', 'f'].map(put);
    work();
    expect(cell.getSource()).toBe('%%uzo\nx = abcdef');
    expect([await Promise.all(done), refused]).toEqual([Array(6).fill(true), []]);
  });

  it('one that is tried again stays before the next', async () => {
    const first = put('b');
    type('\n# typed');
    const second = put('c');
    work();
    expect(cell.getSource()).toBe('%%uzo\nx = bc\n# typed');
    expect(await Promise.all([first, second])).toEqual([true, true]);
  });

  it('one is given up when a person types again and again, and the next goes on', async () => {
    const first = put('b');
    const second = put('c');
    for (let times = 0; times < 3; times++) {
      type('a');
      carryOut(waiting.shift()!);
    }
    work();
    expect(cell.getSource()).toBe('%%uzo\nx = aaac');
    expect(await Promise.all([first, second])).toEqual([false, true]);
    expect(refused).toEqual([expect.stringContaining('changed meanwhile')]);
  });

  it('an undo takes back what was asked for before it', () => {
    put('b');
    put('c');
    sync.undo();
    work();
    expect(cell.getSource()).toBe('%%uzo\nx = b');
  });
});
