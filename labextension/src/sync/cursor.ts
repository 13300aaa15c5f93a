import { Text } from '@codemirror/state';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { blankLines, offsetOfCharacter } from '../cells/spans';
import type { Span } from '../protocol/generated';

/** A cell as it is found: a notebook that is copied has cells of the same ids, but another kernel. */
export interface CellPlace {
  readonly id: string;
  readonly kernel: string;
}

/** Puts the cursor into a place of a cell's text, and the keyboard with it. Places count characters from 1. */
export async function showInCell(notebooks: INotebookTracker, { id, kernel }: CellPlace, span: Span): Promise<void> {
  const panel = notebooks.find(
    ({ content, sessionContext }) =>
      sessionContext.session?.kernel?.id === kernel && content.widgets.some(cell => cell.model.id === id)
  );
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
  const position = placeIn(cell.model.sharedModel.getSource(), span);
  cell.editor?.setCursorPosition(position);
  cell.editor?.revealPosition(position);
  cell.editor?.focus();
}

/** As the editor counts, from 0 and from the first line of the cell. */
function placeIn(source: string, { line, column }: Span): { line: number; column: number } {
  const lines = source.split('\n');
  const index = line - 1 + blankLines(Text.of(lines));
  return { line: index, column: offsetOfCharacter(lines[index] ?? '', column - 1) };
}
