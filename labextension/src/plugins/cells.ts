import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { EditorExtensionRegistry, IEditorExtensionRegistry, IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { cellEnvironment } from '../cells/environment';
import { isCodeCell, kernelOfCell } from '../cells/kernels';
import { CellMimeType, UZO_MIME } from '../cells/mime';
import { ILiveWorkflows } from '../state/registry';

export const cells: JupyterFrontEndPlugin<void> = {
  id: 'uzo-jupyter:cells',
  description: 'Helps with writing in %%uzo cells: colours, problems, descriptions.',
  autoStart: true,
  requires: [IEditorLanguageRegistry, IEditorExtensionRegistry, INotebookTracker, ILiveWorkflows],
  activate: (
    _app,
    languages: IEditorLanguageRegistry,
    extensions: IEditorExtensionRegistry,
    notebooks: INotebookTracker,
    workflows: ILiveWorkflows
  ) => {
    const watched = new WeakSet<CodeEditor.IModel>();
    languages.addLanguage({
      name: 'uzo',
      mime: UZO_MIME,
      load: async () => {
        const [{ uzoLanguage }, python] = await Promise.all([
          import('../cells/language'),
          languages.getLanguage('text/x-python')
        ]);
        if (!python?.support) {
          throw new Error('JupyterLab has no language for Python.');
        }
        return uzoLanguage(python.support);
      }
    });
    extensions.addExtension({
      name: 'uzo-jupyter:cells',
      factory: ({ model }) => {
        if (!isCodeCell(model)) {
          return null;
        }
        if (!watched.has(model)) {
          watched.add(model);
          new CellMimeType(model, () => languages.getLanguage(UZO_MIME));
        }
        const { id } = model.sharedModel;
        const environment = { id, workflows, kernel: () => kernelOfCell(notebooks, id) };
        return EditorExtensionRegistry.createImmutableExtension(cellEnvironment.of(environment));
      }
    });
  }
};
