import type { INotebookTracker } from '@jupyterlab/notebook';
import { expect, it, vi } from 'vitest';
import { showInCell } from '../src/sync/cursor';

/** A notebook with one cell of the id `c`. */
function panelOf(kernel: string, source: string) {
  const editor = { setCursorPosition: vi.fn(), revealPosition: vi.fn(), focus: vi.fn() };
  const cell = { model: { id: 'c', sharedModel: { getSource: () => source } }, ready: Promise.resolve(), editor };
  const content = { widgets: [cell], scrollToItem: () => Promise.resolve() };
  return { content, sessionContext: { session: { kernel: { id: kernel } } }, editor };
}

function trackerOf(...panels: ReturnType<typeof panelOf>[]): INotebookTracker {
  const tracker = { find: (fits: (panel: (typeof panels)[number]) => boolean) => panels.find(fits) };
  return tracker as unknown as INotebookTracker;
}

const span = (line: number, column: number) => ({ line, column, endLine: line, endColumn: column + 1 });

it('a place counts from the line of the magic, in characters', async () => {
  const panel = panelOf('k', '\n \n%%uzo\n"😀" + x');
  await showInCell(trackerOf(panel), { id: 'c', kernel: 'k' }, span(2, 7));
  expect(panel.editor.setCursorPosition).toHaveBeenCalledWith({ line: 3, column: 7 });
  expect(panel.editor.focus).toHaveBeenCalledOnce();
});

it('a copy of the notebook, which has another kernel, is left alone', async () => {
  const [copy, panel] = [panelOf('other', '%%uzo\nx'), panelOf('k', '%%uzo\nx')];
  await showInCell(trackerOf(copy, panel), { id: 'c', kernel: 'k' }, span(2, 1));
  expect([copy.editor.focus.mock.calls.length, panel.editor.focus.mock.calls.length]).toEqual([0, 1]);
});

it('what is nowhere moves no cursor', async () => {
  const panel = panelOf('other', '%%uzo\nx');
  await showInCell(trackerOf(panel), { id: 'c', kernel: 'k' }, span(2, 1));
  expect(panel.editor.focus).not.toHaveBeenCalled();
});
