import type { Kernel } from '@jupyterlab/services';
import { parseViewMessage } from '../protocol/parse';
import type { Command, CompletionItem, Graph, KeepMessage, Rejected, WrittenMessage } from '../protocol/generated';
import type { Host } from '../state/host';
import type { Link, WorkflowSource } from '../state/source';
import { WorkflowStore } from '../state/store';
import { isActive } from '../state/workflow';
import { Sync } from '../sync/sync';
import { controlChannel, type ControlChannel } from './control';
import { Questions } from './questions';
import { TableRequests } from './requests';

export type Buffers = readonly (ArrayBuffer | ArrayBufferView)[];

export interface ClientOptions {
  readonly id: string;
  /** The cell whose text the workflow is; empty where there is none. */
  readonly cellId: string;
  readonly graph: Graph;
  readonly kernel: Kernel.IKernelConnection | null;
  readonly host: Host | null;
  /** The folder where the workflow's paths start, as Jupyter spells it. */
  readonly folder: () => string;
  post(command: Command): void;
  keep?(output: KeepMessage['output']): void;
}

/**
 * The browser's end of a workflow in the kernel, whatever carries its messages: turns messages into a store, and
 * what a view wants into commands.
 */
export class WorkflowClient {
  readonly source: WorkflowSource;
  readonly sync: Sync;

  constructor(private readonly options: ClientOptions) {
    const { id, cellId, graph, kernel, host, folder, post } = options;
    this.control = kernel && controlChannel(kernel);
    this.requests = new TableRequests(post);
    const store = new WorkflowStore(graph);
    this.sync = new Sync(post, message => store.dispatch({ kind: 'rejected', message }));
    this.source = { id, cellId, kernelId: kernel?.id ?? null, store, link: this.link(), tables: [], host, folder };
    store.subscribe(() => isActive(store.state.run) && this.control?.prepare());
  }

  /** A message of the kernel. */
  receive(content: unknown, buffers: Buffers): void {
    const message = parseViewMessage(content);
    if (!message) {
      console.warn('uzo-jupyter: message not understood', content);
      return;
    }
    switch (message.kind) {
      case 'preview':
      case 'facts':
      case 'file-ready':
      case 'file-part':
      case 'preview-failed':
        this.requests.answer(message, buffers[0]);
        return;
      case 'written':
        this.texts.answer(message.request, message);
        return;
      case 'completions':
        this.completions.answer(message.request, message.items);
        return;
      case 'keep':
        this.options.keep?.(message.output);
        return;
      case 'source':
        this.sync.answered(message);
        break;
      case 'rejected':
        if (this.refused(message)) {
          return;
        }
        break;
    }
    this.source.store.dispatch(message);
  }

  /** Ends what waits for an answer; whether whoever asked tells the reason. */
  private refused({ request, message }: Rejected): boolean {
    if (request === null) {
      return false;
    }
    this.sync.refused(request);
    return [this.requests, this.texts, this.completions].some(each => each.fail(request, message));
  }

  /** Messages were lost while the connection was down, so ask for the whole state again. */
  reconnected(): void {
    this.options.post({ kind: 'hello' });
    const request = this.sync.waitedFor;
    if (request !== null) {
      // The kernel answers in order: what is still open when this is answered was lost, and would stop all edits.
      const answered = () => this.sync.unanswered(request);
      this.written('cell').then(answered, answered);
    }
  }

  /** Nobody answers any more. */
  lose(reason: string): void {
    this.sync.close(reason);
    this.requests.failAll(reason);
    this.texts.failAll(reason);
    this.completions.failAll(reason);
  }

  private link(): Link {
    const { sync, options } = this;
    return {
      get isBound() {
        return sync.isBound;
      },
      edit: edits => sync.edit(edits),
      undo: () => sync.undo(),
      redo: () => sync.redo(),
      send: command => (command.kind === 'cancel' ? void this.cancel() : options.post(command)),
      ask: this.requests.ask,
      written: this.written,
      complete: (node, text, offset) =>
        this.completions.ask(request => options.post({ kind: 'complete-expression', request, node, text, offset }))
    };
  }

  private readonly written: Link['written'] = notation =>
    this.texts.ask(request => this.options.post({ kind: 'get-written', request, notation }));

  private async cancel(): Promise<void> {
    const taken = await this.control?.cancel(this.options.id).catch(() => false);
    if (!taken) {
      this.options.post({ kind: 'cancel' });
    }
  }

  private readonly requests: TableRequests;
  private readonly control: ControlChannel | null;
  private readonly texts = new Questions<WrittenMessage>();
  private readonly completions = new Questions<readonly CompletionItem[]>();
}
