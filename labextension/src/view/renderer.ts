import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { PartialJSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';
import type { StaticView } from '../protocol/generated';
import type { ILiveWorkflows, KeptOutput } from '../state/registry';
import type { WorkflowSource } from '../state/source';
import { WORKFLOW_MIME } from '../version';
import type { Mounted } from './mount';

/**
 * The output of a cell. It shows what the notebook file keeps until a live workflow of that id is
 * there, and again when that has gone; the same React tree serves both, so nothing flickers.
 */
export class WorkflowRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(workflows: ILiveWorkflows) {
    super();
    this.addClass('uzo-output');
    this.workflows = workflows;
    workflows.changed.connect(this.onChanged, this);
    workflows.kept.connect(this.onKept, this);
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { parseStaticView, savedSource } = await import('./saved');
    if (this.isDisposed) {
      return;
    }
    const view = parseStaticView(model.data[WORKFLOW_MIME]);
    if (!view) {
      this.node.textContent = 'This workflow was saved by another version. Run the cell to show it.';
      return;
    }
    this.model = model;
    this.saved = view;
    this.savedSource = savedSource(view);
    await this.refresh();
  }

  override dispose(): void {
    this.workflows.changed.disconnect(this.onChanged, this);
    this.workflows.kept.disconnect(this.onKept, this);
    this.mounted?.unmount();
    this.mounted = null;
    super.dispose();
  }

  private async refresh(): Promise<void> {
    if (!this.mounted) {
      const { mount } = await import('./saved');
      if (this.isDisposed) {
        return;
      }
      this.mounted ??= mount(this.node);
    }
    const source = this.source();
    if (source) {
      this.mounted.show(source);
    }
  }

  /** Asked anew at every paint: a model may have come while the code was loading. */
  private source(): WorkflowSource | null {
    if (!this.saved) {
      return null;
    }
    const live = this.workflows.get(this.saved.modelId);
    if (live) {
      live.store.dispatch({ kind: 'seed', view: this.saved });
      return live;
    }
    return this.savedSource;
  }

  private onChanged(_sender: ILiveWorkflows, id: string): void {
    if (id === this.saved?.modelId) {
      void this.refresh();
    }
  }

  /** The output itself takes what it keeps, and with it the notebook. */
  private onKept(_sender: ILiveWorkflows, { id, data }: KeptOutput): void {
    if (id === this.saved?.modelId) {
      this.model?.setData({ data: data as PartialJSONObject });
    }
  }

  private readonly workflows: ILiveWorkflows;
  private model: IRenderMime.IMimeModel | null = null;
  private saved: StaticView | null = null;
  private savedSource: WorkflowSource | null = null;
  private mounted: Mounted | null = null;
}
