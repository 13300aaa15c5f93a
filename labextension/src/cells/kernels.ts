import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';

/** The model of a code cell. */
export type CodeCellModel = CodeEditor.IModel & {
  readonly sharedModel: CodeEditor.IModel['sharedModel'] & { readonly id: string };
};

/** Only cells have an id and a type; files and inputs of other kinds are no cells. */
export function isCodeCell(model: CodeEditor.IModel): model is CodeCellModel {
  const shared: { cell_type?: unknown; id?: unknown } = model.sharedModel as object;
  return shared.cell_type === 'code' && typeof shared.id === 'string';
}

/** The kernel of the notebook that holds a cell. */
export function kernelOfCell(notebooks: INotebookTracker, id: string): Kernel.IKernelConnection | null {
  const notebook = notebooks.find(panel => panel.content.widgets.some(cell => cell.model.id === id));
  return notebook?.sessionContext.session?.kernel ?? null;
}
