import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISharedCodeCell } from '@jupyter/ydoc';
import type { WrittenMessage } from '../protocol/generated';
import type { ILiveWorkflows } from '../state/registry';
import type { Link, WorkflowSource } from '../state/source';
import { putLayout } from '../sync/cell';
import { activeNotebook, FACTORY } from './names';
import { WorkflowDocument } from './widget';

const EXTENSION = '.uzo.json';
const EMPTY = `${JSON.stringify({ uzo: 1, name: 'workflow', description: '', parameters: [], nodes: [], edges: [] }, null, 1)}\n`;

export interface Parts {
  readonly app: JupyterFrontEnd;
  readonly documents: IDocumentManager;
  readonly workflows: ILiveWorkflows;
}

/** A new document in a folder, open in a tab. */
export async function createDocument({ documents }: Parts, folder: string): Promise<WorkflowDocument> {
  const file = await documents.newUntitled({ path: folder, type: 'file', ext: EXTENSION });
  await documents.services.contents.save(file.path, { type: 'file', format: 'text', content: EMPTY });
  return documents.open(file.path, FACTORY) as unknown as WorkflowDocument;
}

/** The workflow of the active cell as a document beside the notebook. */
export async function cellToDocument(parts: Parts): Promise<void> {
  const panel = activeNotebook(parts);
  const source = panel && sourceOfCell(parts.workflows, panel);
  if (!panel || !source?.link) {
    Notification.warning('Run the %%uzo cell first: its kernel writes the document.', { autoClose: 6000 });
    return;
  }
  const message = await writtenAs(source.link, 'document');
  if (!message) {
    return;
  }
  const { name, written } = message;
  const path = await freePath(parts.documents, source.folder(), name);
  await parts.documents.services.contents.save(path, { type: 'file', format: 'text', content: written.text });
  parts.documents.openOrReveal(path, FACTORY, undefined, { mode: 'split-right' });
}

/** The workflow of the open document as a cell of the notebook that was used last. */
export async function documentToCell(parts: Parts): Promise<void> {
  const { currentWidget } = parts.app.shell;
  const link = currentWidget instanceof WorkflowDocument ? currentWidget.source?.link : null;
  if (!link) {
    return;
  }
  const message = await writtenAs(link, 'cell');
  if (!message) {
    return;
  }
  const panel = parts.workflows.host.notebooks?.currentWidget ?? (await newNotebook(parts, currentWidget as WorkflowDocument));
  if (panel) {
    insertCell(panel, message);
    parts.app.shell.activateById(panel.id);
  }
}

/** Null where the kernel does not write it: the person is told why. */
async function writtenAs(link: Link, notation: WrittenMessage['notation']): Promise<WrittenMessage | null> {
  try {
    return await link.written(notation);
  } catch (error) {
    Notification.error(error instanceof Error ? error.message : String(error), { autoClose: 6000 });
    return null;
  }
}

function sourceOfCell(workflows: ILiveWorkflows, panel: NotebookPanel): WorkflowSource | undefined {
  const cell = panel.content.activeCell?.model.id;
  return cell === undefined ? undefined : workflows.ofCell(cell);
}

async function newNotebook({ app }: Parts, document: WorkflowDocument): Promise<NotebookPanel | null> {
  const cwd = document.context.path.split('/').slice(0, -1).join('/');
  const kernelName = document.context.sessionContext.session?.kernel?.name;
  const panel = (await app.commands.execute('notebook:create-new', { cwd, kernelName })) as NotebookPanel | null;
  await panel?.context.ready;
  return panel;
}

/** Below the active cell; the layout goes along. */
function insertCell(panel: NotebookPanel, { name, written }: WrittenMessage): void {
  const notebook = panel.content;
  const at = notebook.activeCellIndex + 1;
  const word = /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
  const source = `%%uzo ${word}\n${written.text.trimEnd()}`;
  const cell = notebook.model?.sharedModel.insertCell(at, { cell_type: 'code', source }) as ISharedCodeCell | undefined;
  if (cell && written.layout) {
    putLayout(cell, written.layout);
  }
  notebook.activeCellIndex = at;
}

/** `late.uzo.json`, or `late1.uzo.json` where that is taken. */
async function freePath(documents: IDocumentManager, folder: string, name: string): Promise<string> {
  const { contents } = documents.services;
  const listing = await contents.get(folder, { content: true });
  const taken = new Set((listing.content as { name: string }[]).map(item => item.name));
  const stem = name.replace(/[^\w.-]+/g, '-') || 'workflow';
  let file = `${stem}${EXTENSION}`;
  for (let number = 1; taken.has(file); number++) {
    file = `${stem}${number}${EXTENSION}`;
  }
  return folder ? `${folder}/${file}` : file;
}
