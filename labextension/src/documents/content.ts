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
    void this.connect();
  }

  /** The workflow, once a kernel has read it. */
  get source(): WorkflowSource | null {
    return this.connection?.client.source ?? null;
  }

  dispose(): void {
    this.isDisposed = true;
    const { sessionContext } = this.context;
    sessionContext.statusChanged.disconnect(this.onStatus, this);
    sessionContext.kernelChanged.disconnect(this.onKernel, this);
    this.disconnect();
    this.mounted?.unmount();
    this.mounted = null;
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
      const connection = await DocumentConnection.open(kernel, this.context, this.host);
      if (this.isDisposed || this.context.sessionContext.session?.kernel !== kernel) {
        connection.close();
        return;
      }
      this.connection = connection;
      this.draw(connection.client.source);
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
  private connecting = false;
  private isDisposed = false;
  private mounted: Mounted | null = null;
}
