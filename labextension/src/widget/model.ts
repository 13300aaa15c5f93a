import { DOMWidgetModel, DOMWidgetView } from '@jupyter-widgets/base';
import type { Kernel } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { parseGraph } from '../protocol/parse';
import type { Command } from '../protocol/generated';
import type { ILiveWorkflows } from '../state/registry';
import type { WorkflowSource } from '../state/source';
import { EMPTY_GRAPH } from '../state/workflow';
import { MODULE_NAME, MODULE_VERSION } from '../version';
import { cellHome, folderOf } from '../sync/notebooks';
import type { Mounted } from '../view/mount';
import { WorkflowClient, type Buffers } from './client';

/**
 * The widget model of a workflow in the kernel: its comm carries the messages.
 * Fields are declared only: Backbone calls `initialize` from its constructor, before initialisers run.
 */
export class WorkflowModel extends DOMWidgetModel {
  declare private client: WorkflowClient;
  declare private kernel: Kernel.IKernelConnection | null;

  get source(): WorkflowSource {
    return this.client.source;
  }

  override defaults(): Record<string, unknown> {
    return {
      ...super.defaults(),
      _model_name: 'WorkflowModel',
      _view_name: 'WorkflowView',
      _model_module: MODULE_NAME,
      _view_module: MODULE_NAME,
      _model_module_version: MODULE_VERSION,
      _view_module_version: MODULE_VERSION,
      graph: EMPTY_GRAPH,
      cell_id: ''
    };
  }

  override initialize(
    attributes: Parameters<DOMWidgetModel['initialize']>[0],
    options: Parameters<DOMWidgetModel['initialize']>[1]
  ): void {
    super.initialize(attributes, options);
    // Only JupyterLab's own manager has a kernel; elsewhere commands still go by the widget's comm.
    this.kernel = (this.widget_manager as { kernel?: Kernel.IKernelConnection | null }).kernel ?? null;
    const host = this.workflows?.host ?? null;
    this.client = new WorkflowClient({
      id: this.model_id,
      cellId: String(this.get('cell_id') ?? ''),
      graph: parseGraph(this.get('graph')) ?? EMPTY_GRAPH,
      kernel: this.kernel,
      host,
      folder: () => folderOf(host?.notebooks ?? null, this.kernel?.id),
      post: command => this.post(command),
      keep: data => this.workflows?.keep({ id: this.model_id, data })
    });
    this.on('change:graph', this.onGraph, this);
    this.on('msg:custom', (content: unknown, buffers: Buffers) => this.client.receive(content, buffers));
    this.on('comm_live_update', this.onCommLive, this);
    this.kernel?.connectionStatusChanged.connect(this.onConnection, this);
    this.kernel?.statusChanged.connect(this.onStatus, this);
    this.kernel?.disposed.connect(this.onKernelGone, this);
    this.onCommLive();
  }

  override close(commClosed?: boolean): Promise<void> {
    this.kernel?.connectionStatusChanged.disconnect(this.onConnection, this);
    this.kernel?.statusChanged.disconnect(this.onStatus, this);
    this.kernel?.disposed.disconnect(this.onKernelGone, this);
    this.workflows?.remove(this.model_id);
    this.client.lose('The workflow was closed.');
    return super.close(commClosed);
  }

  protected get workflows(): ILiveWorkflows | null {
    return null;
  }

  /** A comm that was closed a moment ago throws; the view is told of its end by other ways. */
  private post(command: Command): void {
    try {
      this.send(command as unknown as JSONObject, {});
    } catch (error) {
      this.client.lose('The kernel has gone.');
      console.warn('uzo-jupyter: the kernel was not reached', error);
    }
  }

  /** A model restored from a notebook file has no comm; one whose kernel went away loses it. */
  private onCommLive(): void {
    if (this.comm_live) {
      this.client.sync.reopen();
      this.workflows?.add(this.source);
      this.post({ kind: 'hello' });
      this.bindCell();
    } else {
      this.onKernelGone();
    }
  }

  /** The cell whose text the workflow is, if it is in a notebook of this page. */
  private bindCell(): void {
    const id = String(this.get('cell_id') ?? '');
    if (id && this.kernel && !this.client.sync.isBound) {
      this.client.sync.follow(cellHome(this.workflows?.host.notebooks ?? null, this.kernel.id, id));
    }
  }

  private onStatus(_kernel: Kernel.IKernelConnection, status: Kernel.Status): void {
    if (status === 'dead' || status === 'restarting' || status === 'autorestarting') {
      this.onKernelGone();
    }
  }

  /** The view shows from now on what the notebook keeps. */
  private onKernelGone(): void {
    this.workflows?.remove(this.model_id);
    this.client.lose('The kernel has gone.');
  }

  private onConnection(_kernel: Kernel.IKernelConnection, status: Kernel.ConnectionStatus): void {
    if (status === 'connected' && this.comm_live) {
      this.client.reconnected();
    }
  }

  private onGraph(): void {
    const graph = parseGraph(this.get('graph'));
    if (graph) {
      this.source.store.dispatch({ kind: 'graph-changed', graph });
    }
  }
}

/** For a widget that is shown inside other widgets; a cell's output goes through the renderer instead. */
export class WorkflowView extends DOMWidgetView {
  declare private mounted: Mounted | undefined;

  override render(): void {
    this.el.classList.add('uzo-output');
    void this.displayed.then(async () => {
      const { mount } = await import('../view/mount');
      this.mounted = mount(this.el);
      this.listenTo(this.model, 'comm_live_update', this.refresh);
      this.refresh();
    });
  }

  private refresh(): void {
    const model = this.model as WorkflowModel;
    this.mounted?.show(model.comm_live ? model.source : { ...model.source, link: null });
  }

  override remove(): void {
    this.mounted?.unmount();
    super.remove();
  }
}
