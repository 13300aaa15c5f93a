import type { ISharedCodeCell, ISharedNotebook, NotebookChange } from '@jupyter/ydoc';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Home } from './binding';
import { CellBinding } from './cell';

const GONE = 'The cell of this workflow is gone: bring it back as a code cell, or run the workflow in another one, to edit it.';

/** The cell of that id in a notebook of this kernel, wherever it is put there. */
export function cellHome(notebooks: INotebookTracker | null, kernel: string, id: string): Home {
  return {
    gone: GONE,
    find: () => {
      const cell = findCell(notebooks, kernel, id);
      return cell && new CellBinding(cell);
    },
    watch: listener => {
      const onChanged = (_notebook: ISharedNotebook, { cellsChange }: NotebookChange) => {
        if (cellsChange) {
          listener();
        }
      };
      const watched = notebooksOf(notebooks, kernel);
      watched.forEach(each => each.changed.connect(onChanged));
      return () => watched.forEach(each => each.changed.disconnect(onChanged));
    }
  };
}

/** Cells out of sight have a model too; one that is disposed is still listed while its notebook changes. */
function findCell(notebooks: INotebookTracker | null, kernel: string, id: string): ISharedCodeCell | null {
  const cells = notebooksOf(notebooks, kernel).flatMap(each => [...each.cells]);
  const found = cells.find(cell => cell.id === id && cell.cell_type === 'code' && !cell.isDisposed);
  return (found as ISharedCodeCell | undefined) ?? null;
}

function notebooksOf(notebooks: INotebookTracker | null, kernel: string): ISharedNotebook[] {
  const found: ISharedNotebook[] = [];
  notebooks?.forEach(panel => {
    const model = panel.content.model?.sharedModel;
    if (model && panel.sessionContext.session?.kernel?.id === kernel) {
      found.push(model);
    }
  });
  return found;
}

/** The folder of the notebook of this kernel, where its paths start; the root where there is none. */
export function folderOf(notebooks: INotebookTracker | null, kernel: string | undefined): string {
  const panel = notebooks?.find(each => each.sessionContext.session?.kernel?.id === kernel);
  return panel ? panel.context.path.split('/').slice(0, -1).join('/') : '';
}
