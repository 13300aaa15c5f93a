import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { INotebookTracker } from '@jupyterlab/notebook';

/** Services of JupyterLab; each may be missing in another application. */
export interface Host {
  readonly notebooks: INotebookTracker | null;
  readonly languages: IEditorLanguageRegistry | null;
  readonly documents: IDocumentManager | null;
}
