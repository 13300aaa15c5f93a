import { YNotebook, type ISharedCodeCell } from '@jupyter/ydoc';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Command, EditWorkflow } from '../src/protocol/generated';
import { cellHome } from '../src/sync/notebooks';
import { Sync } from '../src/sync/sync';

const EMPTY = { positions: {}, notes: [], groups: [] };
const BODY = 'a = read_csv("a.csv")\n';
const NEXT = 'b = read_csv("b.csv")\n';
const CELL = { cell_type: 'code', id: 'ours', source: `%%uzo\n${BODY}`, metadata: {} } as const;
const TIDY = { kind: 'tidy' as const, nodes: [] };

let notebook: YNotebook;
let sent: Command[];
let refused: string[];
let sync: Sync;

beforeEach(() => {
  notebook = new YNotebook();
  notebook.insertCells(0, [{ cell_type: 'code', id: 'first', source: 'x = 1' }, CELL]);
  const panel = { content: { model: { sharedModel: notebook } }, sessionContext: { session: { kernel: { id: 'k' } } } };
  const tracker = { forEach: (call: (each: typeof panel) => void) => call(panel) } as unknown as INotebookTracker;
  sent = [];
  refused = [];
  sync = new Sync(
    command => sent.push(command),
    reason => refused.push(reason)
  );
  sync.follow(cellHome(tracker, 'k', 'ours'));
});

afterEach(() => sync.unbind());

const cell = () => notebook.cells.find(each => each.id === 'ours') as ISharedCodeCell;
const settled = () => new Promise<void>(resolve => queueMicrotask(resolve));

/** The edit that was sent last is carried out. */
function answer(): void {
  const { request, base } = sent.findLast(command => command.kind === 'edit') as EditWorkflow;
  expect(base?.text).toBe(BODY);
  sync.answered({ kind: 'source', request, base: base!, source: { text: NEXT, layout: EMPTY }, created: [] });
}

const CHANGES: readonly (readonly [string, () => void])[] = [
  ['moved', () => notebook.moveCell(1, 0)],
  [
    'read anew from disk',
    () => notebook.fromJSON({ metadata: {}, nbformat: 4, nbformat_minor: 5, cells: [{ ...CELL, outputs: [], execution_count: null }] })
  ],
  [
    'made a text and a code cell again',
    () => {
      notebook.transact(() => {
        notebook.deleteCell(1);
        notebook.insertCell(1, { ...CELL, cell_type: 'markdown' });
      });
      notebook.transact(() => {
        notebook.deleteCell(1);
        notebook.insertCell(1, CELL);
      });
    }
  ],
  [
    'deleted and brought back',
    () => {
      notebook.deleteCell(1);
      notebook.insertCell(0, CELL);
    }
  ]
];

it.each(CHANGES)('a cell that was %s is written by edits as before', async (_how, change) => {
  change();
  await settled();
  void sync.edit([TIDY]);
  answer();
  expect(cell().getSource()).toBe(`%%uzo\n${NEXT}`);
});

it('what is typed in a cell that was moved is followed at once', async () => {
  notebook.moveCell(1, 0);
  await settled();
  sent.length = 0;
  cell().setSource(`%%uzo\n${NEXT}`);
  await expect.poll(() => sent).toMatchObject([{ kind: 'set-source', source: { text: NEXT } }]);
});

it('an answer that comes while the cell is moved is written there', () => {
  void sync.edit([TIDY]);
  notebook.moveCell(1, 0);
  answer();
  expect(cell().getSource()).toBe(`%%uzo\n${NEXT}`);
});

it('while the cell is gone edits are refused, and nothing is changed in the kernel alone', async () => {
  notebook.deleteCell(1);
  await settled();
  sent.length = 0;
  await expect(sync.edit([TIDY])).resolves.toBe(false);
  sync.undo();
  sync.redo();
  expect(sent).toEqual([]);
  expect(refused).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('bring it back as a code cell')));
  expect(sync.isBound).toBe(true);
  notebook.insertCell(0, CELL);
  expect(sent.map(command => command.kind)).toEqual(['set-source']);
});

it('a workflow whose cell was never in a notebook of the page is edited in the kernel', () => {
  sync.follow(cellHome(null, 'k', 'ours'));
  sent.length = 0;
  sync.undo();
  void sync.edit([TIDY]);
  expect([sent.map(command => command.kind), refused]).toEqual([['undo', 'edit'], []]);
});
