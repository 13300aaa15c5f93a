import type { GetPreview, PreviewFailed, PreviewMessage } from '../protocol/generated';
import type { PreviewPage } from '../state/source';

interface Open {
  resolve(page: PreviewPage): void;
  reject(reason: Error): void;
}

/** Matches pages to the questions that asked for them. */
export class PreviewRequests {
  constructor(private readonly send: (command: GetPreview) => void) {}

  ask(node: string, offset: number, limit: number): Promise<PreviewPage> {
    const request = ++this.last;
    return new Promise((resolve, reject) => {
      this.open.set(request, { resolve, reject });
      this.send({ kind: 'get-preview', request, node, offset, limit });
    });
  }

  answer(message: PreviewMessage | PreviewFailed, buffer: ArrayBuffer | ArrayBufferView | undefined): void {
    const open = this.open.get(message.request);
    if (!open) {
      return; // asked by another page that shows the same model
    }
    this.open.delete(message.request);
    if (message.kind === 'preview-failed') {
      open.reject(new Error(message.message));
    } else if (!buffer) {
      open.reject(new Error('The rows did not arrive with the answer.'));
    } else {
      open.resolve({ message, bytes: bytesOf(buffer) });
    }
  }

  failAll(reason: string): void {
    for (const open of this.open.values()) {
      open.reject(new Error(reason));
    }
    this.open.clear();
  }

  /** Two pages on one kernel both hear every answer: a random start keeps their numbers apart. */
  private last = Math.floor(Math.random() * 2 ** 40);
  private readonly open = new Map<number, Open>();
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
