import { Token } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';
import type { KeepMessage } from '../protocol/generated';
import type { Host } from './host';
import type { WorkflowSource } from './source';

/** The workflows of this page that a kernel stands behind, by the id of their widget model. */
export interface ILiveWorkflows {
  get(id: string): WorkflowSource | undefined;
  /** The workflow of a cell, by the id of the cell: the one that came last, should there be several. */
  ofCell(cell: string): WorkflowSource | undefined;
  add(source: WorkflowSource): void;
  remove(id: string): void;
  /** Emits the id of a workflow that came or went. */
  readonly changed: ISignal<ILiveWorkflows, string>;
  /** Lets the outputs of a workflow keep something else in the notebook file. */
  keep(kept: KeptOutput): void;
  readonly kept: ISignal<ILiveWorkflows, KeptOutput>;
  readonly host: Host;
}

/** What an output keeps: data by MIME type. */
export interface KeptOutput {
  readonly id: string;
  readonly data: KeepMessage['output'];
}

export const ILiveWorkflows = new Token<ILiveWorkflows>(
  'uzo-jupyter:ILiveWorkflows',
  'The workflows of this page that a kernel stands behind.'
);

export class LiveWorkflows implements ILiveWorkflows {
  readonly changed: Signal<ILiveWorkflows, string> = new Signal(this);
  readonly kept: Signal<ILiveWorkflows, KeptOutput> = new Signal(this);

  constructor(readonly host: Host) {}

  get(id: string): WorkflowSource | undefined {
    return this.sources.get(id);
  }

  ofCell(cell: string): WorkflowSource | undefined {
    return [...this.sources.values()].findLast(source => source.cellId === cell);
  }

  add(source: WorkflowSource): void {
    if (this.sources.get(source.id) !== source) {
      this.sources.set(source.id, source);
      this.changed.emit(source.id);
    }
  }

  keep(kept: KeptOutput): void {
    this.kept.emit(kept);
  }

  remove(id: string): void {
    if (this.sources.delete(id)) {
      this.changed.emit(id);
    }
  }

  private readonly sources = new Map<string, WorkflowSource>();
}
