import { SessionContextDialogs, Toolbar, type ISessionContext } from '@jupyterlab/apputils';
import { ABCWidgetFactory, DocumentWidget, type DocumentRegistry } from '@jupyterlab/docregistry';
import { Widget } from '@lumino/widgets';
import type { Host } from '../state/host';
import type { WorkflowSource } from '../state/source';
import type { DocumentContent } from './content';

type Context = DocumentRegistry.CodeContext;
type Options = DocumentWidget.IOptions<Widget, DocumentRegistry.ICodeModel>;

/** A workflow document in a tab: the same editor as under a cell, with a kernel of its own. */
export class WorkflowDocument extends DocumentWidget<Widget, DocumentRegistry.ICodeModel> {
  constructor(options: Options, host: Host, dialogs: ISessionContext.IDialogs) {
    super(options);
    const { sessionContext } = this.context;
    this.toolbar.addItem('spacer', Toolbar.createSpacerItem());
    this.toolbar.addItem('kernelName', Toolbar.createKernelNameItem(sessionContext, dialogs));
    this.toolbar.addItem('kernelStatus', Toolbar.createKernelStatusItem(sessionContext));
    this.content.addClass('uzo-document');
    this.content.node.tabIndex = -1;
    void this.fill(host);
  }

  /** The workflow, once a kernel has read it. */
  get source(): WorkflowSource | null {
    return this.shown?.source ?? null;
  }

  override dispose(): void {
    this.shown?.dispose();
    super.dispose();
  }

  /** The editor is loaded with the first document. */
  private async fill(host: Host): Promise<void> {
    const { DocumentContent: Content } = await import('./content');
    if (!this.isDisposed) {
      this.shown = new Content(this.content.node, this.context, host);
    }
  }

  private shown: DocumentContent | null = null;
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
    return new WorkflowDocument({ context, content: new Widget() }, this.host, this.dialogs);
  }

  private readonly dialogs: ISessionContext.IDialogs;
}
