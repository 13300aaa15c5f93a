import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Kernel } from '@jupyterlab/services';
import type { Host } from '../state/host';
import type { WorkflowSource } from '../state/source';
import { mount, type Mounted } from '../view/mount';
import { DocumentConnection } from './connection';

/** Shows the document as soon as its kernel has read it; until then, and without one, it says why not. */
export class DocumentContent {
  constructor(
    private readonly node: HTMLElement,
    private readonly context: DocumentRegistry.CodeContext,
    private readonly host: Host
  ) {
    const { sessionContext } = context;
    sessionContext.statusChanged.connect(this.onStatus, this);
    sessionContext.kernelChanged.connect(this.onKernel, this);
    this.say('Starting the kernel…');
    this.connect();
  }

  /** The workflow, once a kernel has read it. */
  get source(): WorkflowSource | null {
    return this.connection?.client.source ?? null;
  }

  dispose(): void {
    const { sessionContext } = this.context;
    sessionContext.statusChanged.disconnect(this.onStatus, this);
    sessionContext.kernelChanged.disconnect(this.onKernel, this);
    this.disconnect();
    this.mounted?.unmount();
    this.mounted = null;
  }

  private onKernel(): void {
    this.disconnect();
    this.connect();
  }

  private onStatus(_session: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.disconnect();
      this.say(status === 'dead' ? 'The kernel has died. Restart it to go on; the document is kept.' : 'Restarting the kernel…');
    } else if (status === 'idle' && !this.connection && !this.attempt) {
      this.connect();
    }
  }

  private connect(): void {
    const attempt = new AbortController();
    this.attempt = attempt;
    void this.open(attempt.signal)
      .catch((error: unknown) => {
        if (!attempt.signal.aborted) {
          this.say(error instanceof Error ? error.message : String(error));
        }
      })
      .finally(() => {
        if (this.attempt === attempt) {
          this.attempt = null;
        }
      });
  }

  /** Whoever aborts it begins anew, or has said why not: it must not change what is shown then. */
  private async open(signal: AbortSignal): Promise<void> {
    const { sessionContext } = this.context;
    await Promise.all([this.context.ready, sessionContext.ready]);
    signal.throwIfAborted();
    const kernel = sessionContext.session?.kernel;
    if (!kernel) {
      this.say('A kernel is needed to read the document: choose one at the top right.');
      return;
    }
    const connection = await DocumentConnection.open(kernel, this.context, this.host, signal);
    if (signal.aborted) {
      connection.close();
      return;
    }
    this.connection = connection;
    connection.closed.addEventListener('abort', () => this.onClosed(connection));
    this.draw(connection.client.source);
  }

  /** What is shown could not be edited any more; the kernel is asked anew when it is idle again. */
  private onClosed(connection: DocumentConnection): void {
    if (this.connection === connection) {
      this.disconnect();
      this.say((connection.closed.reason as Error).message);
    }
  }

  /** Also what has only begun. */
  private disconnect(): void {
    this.attempt?.abort();
    this.attempt = null;
    this.connection?.close();
    this.connection = null;
  }

  private draw(source: WorkflowSource): void {
    if (!this.mounted) {
      // React's own element: what it still has to take down is not in the way of what is said next.
      const host = document.createElement('div');
      host.className = 'uzo-document-view';
      this.node.replaceChildren(host);
      this.mounted = mount(host);
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
  /** While a connection is made. */
  private attempt: AbortController | null = null;
  private mounted: Mounted | null = null;
}
