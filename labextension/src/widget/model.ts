import { DOMWidgetModel, DOMWidgetView } from '@jupyter-widgets/base';
import type { Kernel } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { parseGraph, parseViewMessage } from '../protocol/parse';
import type { Command } from '../protocol/generated';
import type { ILiveWorkflows } from '../state/registry';
import type { Link, WorkflowSource } from '../state/source';
import { WorkflowStore } from '../state/store';
import { EMPTY_GRAPH, isActive } from '../state/workflow';
import { MODULE_NAME, MODULE_VERSION } from '../version';
import { CellBinding } from '../sync/cell';
import { findCell } from '../sync/notebooks';
import { Sync } from '../sync/sync';
import type { Mounted } from '../view/mount';
import { controlChannel, type ControlChannel } from './control';
import { PreviewRequests } from './requests';

type Buffers = readonly (ArrayBuffer | ArrayBufferView)[];

/**
 * The browser's end of a workflow in the kernel: turns messages into a store and commands into messages.
 * Fields are declared only: Backbone calls `initialize` from its constructor, before initialisers run.
 */
export class WorkflowModel extends DOMWidgetModel {
  declare source: WorkflowSource;
  declare private requests: PreviewRequests;
  /** Not `sync`: Backbone has a method of that name. */
  declare private syncing: Sync;
  declare private control: ControlChannel | null;
  declare private kernel: Kernel.IKernelConnection | null;

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
    this.control = this.kernel && controlChannel(this.kernel);
    this.requests = new PreviewRequests(command => this.post(command));
    this.syncing = new Sync(command => this.post(command));
    const store = new WorkflowStore(parseGraph(this.get('graph')) ?? EMPTY_GRAPH);
    const cellId = String(this.get('cell_id') ?? '');
    const host = this.workflows?.host ?? null;
    this.source = { id: this.model_id, cellId, store, link: this.link(), tables: [], host };
    store.subscribe(() => isActive(store.state.run) && this.control?.prepare());
    this.on('change:graph', this.onGraph, this);
    this.on('msg:custom', this.onMessage, this);
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
    this.syncing.unbind();
    this.workflows?.remove(this.model_id);
    this.requests.failAll('The workflow was closed.');
    return super.close(commClosed);
  }

  protected get workflows(): ILiveWorkflows | null {
    return null;
  }

  private link(): Link {
    const { syncing } = this;
    return {
      get isBound() {
        return syncing.isBound;
      },
      edit: edits => syncing.edit(edits),
      undo: () => syncing.undo(),
      redo: () => syncing.redo(),
      send: command => (command.kind === 'cancel' ? void this.cancel() : this.post(command)),
      preview: (node, offset, limit) => this.requests.ask(node, offset, limit)
    };
  }

  private async cancel(): Promise<void> {
    const taken = await this.control?.cancel(this.model_id).catch(() => false);
    if (!taken) {
      this.post({ kind: 'cancel' });
    }
  }

  /** A comm that was closed a moment ago throws; the view is told of its end by other ways. */
  private post(command: Command): void {
    try {
      this.send(command as unknown as JSONObject, {});
    } catch (error) {
      this.requests.failAll('The kernel has gone.');
      console.warn('uzo-jupyter: the kernel was not reached', error);
    }
  }

  /** A model restored from a notebook file has no comm; one whose kernel went away loses it. */
  private onCommLive(): void {
    if (this.comm_live) {
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
    if (id && this.kernel && !this.syncing.isBound) {
      const cell = findCell(this.workflows?.host.notebooks ?? null, this.kernel.id, id);
      if (cell) {
        this.syncing.bind(new CellBinding(cell));
      }
    }
  }

  private onStatus(_kernel: Kernel.IKernelConnection, status: Kernel.Status): void {
    if (status === 'dead' || status === 'restarting' || status === 'autorestarting') {
      this.onKernelGone();
    }
  }

  /** The view shows from now on what the notebook keeps. */
  private onKernelGone(): void {
    this.syncing.unbind();
    this.workflows?.remove(this.model_id);
    this.requests.failAll('The kernel has gone.');
  }

  /** Messages were lost while the connection was down, so ask for the whole state again. */
  private onConnection(_kernel: Kernel.IKernelConnection, status: Kernel.ConnectionStatus): void {
    if (status === 'connected' && this.comm_live) {
      this.post({ kind: 'hello' });
    }
  }

  private onGraph(): void {
    const graph = parseGraph(this.get('graph'));
    if (graph) {
      this.source.store.dispatch({ kind: 'graph-changed', graph });
    }
  }

  private onMessage(content: unknown, buffers: Buffers): void {
    const message = parseViewMessage(content);
    if (!message) {
      console.warn('uzo-jupyter: message not understood', content);
    } else if (message.kind === 'preview' || message.kind === 'preview-failed') {
      this.requests.answer(message, buffers[0]);
    } else if (message.kind === 'keep') {
      this.workflows?.keep({ id: this.model_id, data: message.output });
    } else {
      if (message.kind === 'source') {
        this.syncing.answered(message);
      } else if (message.kind === 'rejected') {
        this.syncing.refused();
      }
      this.source.store.dispatch(message);
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
