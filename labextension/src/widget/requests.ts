import type { FactsMessage, FilePart, FileReady, Forget, PreviewFailed, PreviewMessage } from '../protocol/generated';
import type { TableAnswers, TableCommand, TableQuestions } from '../state/source';

type Answer = PreviewMessage | FactsMessage | FileReady | FilePart;

interface Open {
  readonly kind: TableCommand['kind'];
  resolve(answer: { message: Answer; bytes: Uint8Array }): void;
  reject(reason: Error): void;
}

const ANSWERS: Record<TableCommand['kind'], Answer['kind']> = {
  'get-preview': 'preview',
  'get-facts': 'facts',
  'make-file': 'file-ready',
  'get-file-part': 'file-part'
};
const NOTHING = new Uint8Array();

/** Matches answers about tables to the questions that asked for them. */
export class TableRequests {
  constructor(private readonly send: (command: TableCommand | Forget) => void) {}

  readonly ask = <K extends keyof TableQuestions>(
    question: TableQuestions[K] & { readonly kind: K },
    signal?: AbortSignal
  ): Promise<TableAnswers[K]> => {
    const request = ++this.last;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(aborted());
        return;
      }
      const open: Open = { kind: question.kind, resolve: resolve as Open['resolve'], reject };
      this.open.set(request, open);
      signal?.addEventListener('abort', () => this.abandon(request), { once: true });
      this.send({ ...question, request } as unknown as TableCommand);
    });
  };

  answer(message: Answer | PreviewFailed, buffer: ArrayBuffer | ArrayBufferView | undefined): void {
    const open = this.open.get(message.request);
    if (!open) {
      return; // asked by another page that shows the same model, or not wanted any more
    }
    this.open.delete(message.request);
    if (message.kind === 'preview-failed') {
      open.reject(new Error(message.message));
    } else if (message.kind !== ANSWERS[open.kind] || (!buffer && message.kind !== 'file-ready')) {
      open.reject(new Error('The rows did not arrive with the answer.'));
    } else {
      open.resolve({ message, bytes: buffer ? bytesOf(buffer) : NOTHING });
    }
  }

  /** Whether the question was one of this page. */
  fail(request: number, reason: string): boolean {
    this.open.get(request)?.reject(new Error(reason));
    return this.open.delete(request);
  }

  failAll(reason: string): void {
    for (const open of this.open.values()) {
      open.reject(new Error(reason));
    }
    this.open.clear();
  }

  private abandon(request: number): void {
    const open = this.open.get(request);
    if (open) {
      this.open.delete(request);
      open.reject(aborted());
      this.send({ kind: 'forget', requests: [request] });
    }
  }

  /** Two pages on one kernel both hear every answer: a random start keeps their numbers apart. */
  private last = Math.floor(Math.random() * 2 ** 40);
  private readonly open = new Map<number, Open>();
}

function aborted(): Error {
  return new DOMException('Nobody waits for it any more.', 'AbortError');
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
