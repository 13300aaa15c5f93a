import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Span } from '../protocol/generated';

/** Puts the cursor into a place of a cell's text, and the keyboard with it. Places count characters from 1. */
export async function showInCell(notebooks: INotebookTracker, id: string, { line, column }: Span): Promise<void> {
  const panel = notebooks.find(({ content }) => content.widgets.some(cell => cell.model.id === id));
  const index = panel?.content.widgets.findIndex(cell => cell.model.id === id) ?? -1;
  const cell = panel?.content.widgets[index];
  if (!panel || !cell) {
    return;
  }
  const notebook = panel.content;
  await notebook.scrollToItem(index); // out of sight it has no editor
  await cell.ready;
  notebook.activeCellIndex = index;
  notebook.mode = 'edit';
  const text = cell.editor?.getLine(line - 1);
  // Python counts characters, JavaScript the halves of some of them.
  const before = Array.from(text ?? '').slice(0, column - 1).join('');
  cell.editor?.setCursorPosition({ line: line - 1, column: before.length });
  cell.editor?.revealPosition({ line: line - 1, column: before.length });
  cell.editor?.focus();
}
