import type { Kernel } from '@jupyterlab/services';

const TARGET = 'uzo_control';

/** The implementation has it, the interface does not. */
type SubshellComm = Kernel.IComm & { readonly subshellStarted?: Promise<void> };

const channels = new WeakMap<Kernel.IKernelConnection, ControlChannel>();

/** One channel for all workflows of a kernel: to close the last comm of a target ends its subshell, and races with the next. */
export function controlChannel(kernel: Kernel.IKernelConnection): ControlChannel {
  const channel = channels.get(kernel) ?? new ControlChannel(kernel);
  channels.set(kernel, channel);
  return channel;
}

/**
 * The way to cancel while a cell blocks the kernel: a comm opened by the browser is served on a
 * subshell, the widget's own comm is not.
 */
export class ControlChannel {
  constructor(private readonly kernel: Kernel.IKernelConnection) {}

  /** Opens the way before it is needed: a kernel takes a moment to start a subshell. */
  prepare(): void {
    void this.open();
  }

  /** Whether the kernel took the message; if not, another way has to be found. */
  async cancel(model: string): Promise<boolean> {
    const comm = await this.open();
    if (!comm) {
      return false;
    }
    await comm.send({ kind: 'cancel', model }).done;
    return !this.refused;
  }

  private open(): Promise<Kernel.IComm | null> {
    if (this.comm?.isDisposed) {
      this.opening = null; // the kernel was restarted
    }
    this.opening ??= this.create().catch(() => null);
    return this.opening;
  }

  private async create(): Promise<Kernel.IComm | null> {
    if (this.refused || this.kernel.isDisposed || !this.kernel.handleComms) {
      return null;
    }
    const comm: SubshellComm = this.kernel.createComm(TARGET);
    if (this.kernel.supportsSubshells && comm.commsOverSubshells !== 'disabled') {
      await comm.subshellStarted;
    }
    comm.onClose = () => this.refuse();
    comm.open({});
    this.comm = comm;
    return comm;
  }

  /** The kernel closes a comm whose target it does not know. To ask again would only repeat that. */
  private refuse(): void {
    this.refused = true;
    this.comm = null;
    this.opening = null;
  }

  private comm: Kernel.IComm | null = null;
  private opening: Promise<Kernel.IComm | null> | null = null;
  private refused = false;
}
