import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Kernel } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import type { Host } from '../state/host';
import { EMPTY_GRAPH } from '../state/workflow';
import { WorkflowClient, type Buffers } from '../widget/client';
import { DocumentBinding } from './binding';

/** A kernel that is busy with something else has so long to answer. */
const ANSWER = 60_000;
const TARGET = 'uzo_document';
/**
 * Modules are not looked for in the folder of the document meanwhile: to open what lies there must run nothing of it.
 * What is imported here is loaded in every kernel before.
 */
const LOAD = `
import sys
found = sys.path[:]
sys.path[:] = [path for path in found if path]
try:
    import uzo_jupyter
    uzo_jupyter.load_for_document(shell)
finally:
    sys.path[:] = found
`;
const EXECUTE = `exec(${JSON.stringify(LOAD)}, {"shell": get_ipython()})`;

/** A document and the kernel that reads it: a comm carries what a widget's comm carries for a cell. */
export class DocumentConnection {
  private constructor(
    readonly client: WorkflowClient,
    private readonly kernel: Kernel.IKernelConnection,
    private readonly comm: Kernel.IComm,
    private readonly binding: DocumentBinding
  ) {}

  /**
   * Loads the extension in the kernel and hands it the document, of which it runs nothing. What was begun is closed
   * again where that fails, or where it is aborted because the kernel is another by then.
   */
  static async open(
    kernel: Kernel.IKernelConnection,
    context: DocumentRegistry.CodeContext,
    host: Host,
    signal: AbortSignal
  ): Promise<DocumentConnection> {
    await load(kernel);
    signal.throwIfAborted();
    const connection = DocumentConnection.begin(kernel, context, host);
    try {
      await loaded(connection, signal);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  private static begin(
    kernel: Kernel.IKernelConnection,
    context: DocumentRegistry.CodeContext,
    host: Host
  ): DocumentConnection {
    const comm = kernel.createComm(TARGET);
    const client = new WorkflowClient({
      id: comm.commId,
      cellId: '',
      graph: EMPTY_GRAPH,
      kernel,
      host,
      folder: () => context.path.split('/').slice(0, -1).join('/'),
      post: command => {
        if (!comm.isDisposed) {
          comm.send(command as unknown as JSONObject);
        }
      }
    });
    const connection = new DocumentConnection(client, kernel, comm, new DocumentBinding(context));
    comm.onMsg = ({ content, buffers }) => client.receive(content.data, (buffers ?? []) as Buffers);
    comm.onClose = () => connection.lose();
    comm.open(connection.binding.read() as unknown as JSONObject);
    comm.send({ kind: 'hello' });
    client.sync.bind(connection.binding);
    kernel.connectionStatusChanged.connect(connection.onConnection, connection);
    return connection;
  }

  /** Aborted when the kernel has closed the document. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  close(): void {
    this.client.lose('The document was closed.');
    this.kernel.connectionStatusChanged.disconnect(this.onConnection, this);
    this.binding.dispose();
    if (!this.comm.isDisposed) {
      this.comm.close();
    }
  }

  private onConnection(_kernel: Kernel.IKernelConnection, status: Kernel.ConnectionStatus): void {
    if (status === 'connected') {
      this.client.reconnected();
    }
  }

  private lose(): void {
    const reason = 'The kernel has closed the document.';
    this.client.lose(reason);
    this.closing.abort(new Error(reason));
  }

  private readonly closing = new AbortController();
}

/** The first view of a document is that of its graph, not that of none. */
function loaded({ client, closed }: DocumentConnection, signal: AbortSignal): Promise<void> {
  const { store } = client.source;
  const ends = [signal, closed]; // AbortSignal.any would need newer browsers than JupyterLab does
  return new Promise((resolve, reject) => {
    const stop = store.subscribe(() => {
      if (store.state.loaded || store.state.rejected !== null) {
        settle(resolve);
      }
    });
    const settle = (how: () => void) => {
      clearTimeout(timer);
      stop();
      ends.forEach(end => end.removeEventListener('abort', abort));
      how();
    };
    const abort = ({ target }: Event) => settle(() => reject((target as AbortSignal).reason as Error));
    const silent = new Error('The kernel does not answer. Restart it to try again.');
    const timer = setTimeout(() => settle(() => reject(silent)), ANSWER);
    ends.forEach(end => end.addEventListener('abort', abort));
  });
}

/** Throws with a reason that a person can act on. */
async function load(kernel: Kernel.IKernelConnection): Promise<void> {
  const { content } = await kernel.requestExecute({ code: EXECUTE, silent: true, store_history: false }).done;
  if (content.status === 'ok') {
    return;
  }
  const reason = content.status === 'error' ? `${content.ename}: ${content.evalue}` : 'it was interrupted';
  throw new Error(`This kernel cannot load uzo_jupyter (${reason}). Choose another kernel, or install the package there.`);
}
