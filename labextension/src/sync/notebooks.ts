import type { ISharedCodeCell } from '@jupyter/ydoc';
import type { INotebookTracker } from '@jupyterlab/notebook';

/** The cell of that id in a notebook of this kernel. Cells out of sight have a model too. */
export function findCell(notebooks: INotebookTracker | null, kernel: string, id: string): ISharedCodeCell | null {
  let found: ISharedCodeCell | null = null;
  notebooks?.forEach(panel => {
    if (!found && panel.sessionContext.session?.kernel?.id === kernel) {
      const cells = panel.content.model?.sharedModel.cells ?? [];
      found = (cells.find(cell => cell.id === id && cell.cell_type === 'code') as ISharedCodeCell | undefined) ?? null;
    }
  });
  return found;
}

/** The folder of the notebook of this kernel, where its paths start; the root where there is none. */
export function folderOf(notebooks: INotebookTracker | null, kernel: string | undefined): string {
  const panel = notebooks?.find(each => each.sessionContext.session?.kernel?.id === kernel);
  return panel ? panel.context.path.split('/').slice(0, -1).join('/') : '';
}
