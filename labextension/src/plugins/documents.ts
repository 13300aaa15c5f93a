import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, ISessionContextDialogs, WidgetTracker, type ISessionContext } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ILauncher } from '@jupyterlab/launcher';
import { LabIcon } from '@jupyterlab/ui-components';
import { activeNotebook, COMMANDS, FACTORY } from '../documents/names';
import { WorkflowDocument, WorkflowDocumentFactory } from '../documents/widget';
import { ILiveWorkflows } from '../state/registry';

const FILE_TYPE = 'uzo-workflow';
const CATEGORY = 'Uzo';

const icon = new LabIcon({
  name: 'uzo-jupyter:workflow',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><g class="jp-icon3" fill="none" stroke="#1e88e5" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"><path d="M2 2.5h4.5V7H2Z"/><path d="M9.5 9H14v4.5H9.5Z"/><path d="M6.5 4.75h3c1.5 0 2.25.75 2.25 2.25v2"/></g></svg>'
});

/** Loaded with the first command. */
const code = () => import('../documents/commands');

/** A page that is loaded anew has the same tabs. */
function restoreTabs(factory: WorkflowDocumentFactory, restorer: ILayoutRestorer | null): void {
  const tabs = new WidgetTracker<WorkflowDocument>({ namespace: 'uzo-documents' });
  factory.widgetCreated.connect((_factory, tab) => {
    tab.title.icon = icon;
    tab.context.pathChanged.connect(() => void tabs.save(tab));
    void tabs.add(tab);
  });
  void restorer?.restore(tabs, {
    command: 'docmanager:open',
    args: tab => ({ path: tab.context.path, factory: FACTORY }),
    name: tab => tab.context.path
  });
}

export const documents: JupyterFrontEndPlugin<void> = {
  id: 'uzo-jupyter:documents',
  description: 'Opens workflow documents in tabs, and turns cells into documents and back.',
  autoStart: true,
  requires: [ILiveWorkflows, IDocumentManager],
  optional: [ISessionContextDialogs, ILauncher, ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    workflows: ILiveWorkflows,
    manager: IDocumentManager,
    dialogs: ISessionContext.IDialogs | null,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null
  ) => {
    app.docRegistry.addFileType({
      name: FILE_TYPE,
      displayName: 'Uzo workflow',
      extensions: ['.uzo.json'],
      mimeTypes: ['application/x-uzo+json'],
      contentType: 'file',
      fileFormat: 'text',
      icon
    });
    const options = {
      name: FACTORY,
      label: 'Uzo workflow',
      modelName: 'text',
      fileTypes: [FILE_TYPE],
      defaultFor: [FILE_TYPE],
      preferKernel: true,
      canStartKernel: true,
      autoStartDefault: true,
      shutdownOnClose: true
    };
    const factory = new WorkflowDocumentFactory(options, workflows.host, dialogs);
    app.docRegistry.addWidgetFactory(factory);
    restoreTabs(factory, restorer);
    const parts = { app, documents: manager, workflows };
    app.commands.addCommand(COMMANDS.create, {
      label: ({ isPalette }) => (isPalette ? 'New Uzo Workflow' : 'Uzo workflow'),
      caption: 'Draw a data workflow',
      icon,
      execute: async ({ cwd }) => (await code()).createDocument(parts, typeof cwd === 'string' ? cwd : '')
    });
    app.commands.addCommand(COMMANDS.toDocument, {
      label: 'Save Workflow of the Cell as a Document',
      isEnabled: () => activeNotebook(parts) !== null,
      execute: async () => (await code()).cellToDocument(parts)
    });
    app.commands.addCommand(COMMANDS.toCell, {
      label: 'Copy Workflow Document into a Notebook Cell',
      isEnabled: () => app.shell.currentWidget instanceof WorkflowDocument,
      execute: async () => (await code()).documentToCell(parts)
    });
    launcher?.add({ command: COMMANDS.create, category: 'Other', rank: 1 });
    for (const command of Object.values(COMMANDS)) {
      palette?.addItem({ command, category: CATEGORY, args: { isPalette: true } });
    }
  }
};
