import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ILiveWorkflows, LiveWorkflows } from '../state/registry';

export const live: JupyterFrontEndPlugin<ILiveWorkflows> = {
  id: 'uzo-jupyter:live',
  description: 'Knows which workflows on this page have a kernel behind them.',
  autoStart: true,
  provides: ILiveWorkflows,
  optional: [INotebookTracker, IEditorLanguageRegistry, IDocumentManager],
  activate: (
    _app: JupyterFrontEnd,
    notebooks: INotebookTracker | null,
    languages: IEditorLanguageRegistry | null,
    documents: IDocumentManager | null
  ) => new LiveWorkflows({ notebooks, languages, documents })
};
