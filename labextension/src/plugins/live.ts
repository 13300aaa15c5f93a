import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ILiveWorkflows, LiveWorkflows } from '../state/registry';

export const live: JupyterFrontEndPlugin<ILiveWorkflows> = {
  id: 'uzo-jupyter:live',
  description: 'Knows which workflows on this page have a kernel behind them.',
  autoStart: true,
  provides: ILiveWorkflows,
  optional: [INotebookTracker, IEditorServices, IDocumentManager],
  activate: (
    _app: JupyterFrontEnd,
    notebooks: INotebookTracker | null,
    editors: IEditorServices | null,
    documents: IDocumentManager | null
  ) => new LiveWorkflows({ notebooks, editors, documents })
};
