import { SessionContextDialogs, Toolbar, type ISessionContext } from '@jupyterlab/apputils';
import { ABCWidgetFactory, DocumentWidget, type DocumentRegistry } from '@jupyterlab/docregistry';
import type { Kernel } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import type { Host } from '../state/host';
import type { WorkflowSource } from '../state/source';
import type { Mounted } from '../view/mount';
import type { DocumentConnection } from './connection';

type Context = DocumentRegistry.CodeContext;

/** A workflow document in a tab: the same editor as under a cell, with a kernel of its own. */
export class WorkflowDocument extends DocumentWidget<DocumentContent, DocumentRegistry.ICodeModel> {
  constructor(options: DocumentWidget.IOptions<DocumentContent, DocumentRegistry.ICodeModel>, dialogs: ISessionContext.IDialogs) {
    super(options);
    const { sessionContext } = this.context;
    this.toolbar.addItem('spacer', Toolbar.createSpacerItem());
    this.toolbar.addItem('kernelName', Toolbar.createKernelNameItem(sessionContext, dialogs));
    this.toolbar.addItem('kernelStatus', Toolbar.createKernelStatusItem(sessionContext));
  }
}

/** Shows the document as soon as its kernel has read it; until then, and without one, it says why not. */
export class DocumentContent extends Widget {
  constructor(
    private readonly context: Context,
    private readonly host: Host
  ) {
    super();
    this.addClass('uzo-document');
    this.node.tabIndex = -1;
    const { sessionContext } = context;
    sessionContext.statusChanged.connect(this.onStatus, this);
    sessionContext.kernelChanged.connect(this.onKernel, this);
    this.say('Starting the kernel…');
    void this.connect();
  }

  /** The workflow, once a kernel has read it. */
  get source(): WorkflowSource | null {
    return this.connection?.client.source ?? null;
  }

  override dispose(): void {
    const { sessionContext } = this.context;
    sessionContext.statusChanged.disconnect(this.onStatus, this);
    sessionContext.kernelChanged.disconnect(this.onKernel, this);
    this.disconnect();
    this.mounted?.unmount();
    this.mounted = null;
    super.dispose();
  }

  private onKernel(): void {
    this.disconnect();
    void this.connect();
  }

  private onStatus(_session: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.disconnect();
      this.say(status === 'dead' ? 'The kernel has died. Restart it to go on; the document is kept.' : 'Restarting the kernel…');
    } else if (status === 'idle' && !this.connection) {
      void this.connect();
    }
  }

  private async connect(): Promise<void> {
    if (this.connecting) {
      return;
    }
    this.connecting = true;
    try {
      await Promise.all([this.context.ready, this.context.sessionContext.ready]);
      const kernel = this.context.sessionContext.session?.kernel;
      if (!kernel || this.isDisposed) {
        this.say('A kernel is needed to read the document: choose one at the top right.');
        return;
      }
      const { DocumentConnection: Connection } = await import('./connection');
      const connection = await Connection.open(kernel, this.context, this.host);
      if (this.isDisposed || this.context.sessionContext.session?.kernel !== kernel) {
        connection.close();
        return;
      }
      this.connection = connection;
      await this.draw(connection.client.source);
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    } finally {
      this.connecting = false;
    }
  }

  private disconnect(): void {
    if (this.connection) {
      this.connection.close();
      this.connection = null;
    }
  }

  private async draw(source: WorkflowSource): Promise<void> {
    if (!this.mounted) {
      const { mount } = await import('../view/mount');
      if (this.isDisposed) {
        return;
      }
      this.node.replaceChildren();
      this.mounted = mount(this.node);
    }
    this.mounted.show(source);
  }

  private say(text: string): void {
    this.mounted?.unmount();
    this.mounted = null;
    const message = document.createElement('p');
    message.className = 'uzo-document-message';
    message.setAttribute('role', 'status');
    message.textContent = text;
    this.node.replaceChildren(message);
  }

  private connection: DocumentConnection | null = null;
  private connecting = false;
  private mounted: Mounted | null = null;
}

export class WorkflowDocumentFactory extends ABCWidgetFactory<WorkflowDocument, DocumentRegistry.ICodeModel> {
  constructor(
    options: DocumentRegistry.IWidgetFactoryOptions<WorkflowDocument>,
    private readonly host: Host,
    dialogs: ISessionContext.IDialogs | null
  ) {
    super(options);
    this.dialogs = dialogs ?? new SessionContextDialogs();
  }

  protected createNewWidget(context: Context): WorkflowDocument {
    return new WorkflowDocument({ context, content: new DocumentContent(context, this.host) }, this.dialogs);
  }

  private readonly dialogs: ISessionContext.IDialogs;
}
