import type { Edit } from '../protocol/generated';

export interface AskedEdit {
  readonly kind: 'edit';
  readonly edits: readonly Edit[];
  settle(done: boolean): void;
}
export type Asked = AskedEdit | { readonly kind: 'undo' | 'redo' };

/** An edit that the kernel has not answered yet. */
export interface Flight {
  readonly asked: AskedEdit;
  readonly request: number;
  readonly tries: number;
}

/**
 * What a person asks for, one after the other: an edit waits for its answer before the next is begun. Sent together,
 * all would change the same text, and only the first answer would still fit.
 */
export class Turns {
  constructor(private readonly begin: (asked: Asked) => void) {}

  get isOpen(): boolean {
    return this.flight !== null || this.queue.length > 0;
  }

  /** The number of the edit that is waited for. */
  get waitedFor(): number | null {
    return this.flight?.request ?? null;
  }

  add(asked: Asked): void {
    this.queue.push(asked);
  }

  next(): void {
    while (this.flight === null) {
      const asked = this.queue.shift();
      if (!asked) {
        return;
      }
      this.begin(asked);
    }
  }

  /** Nothing else is begun until it is taken. */
  waitFor(flight: Flight): void {
    this.flight = flight;
  }

  /** The edit that is waited for, where it has this number: another may have been asked for by another page. */
  take(request: number | null): Flight | null {
    const { flight } = this;
    if (flight === null || flight.request !== request) {
      return null;
    }
    this.flight = null;
    return flight;
  }

  giveUp(): void {
    const open = [this.flight?.asked, ...this.queue];
    this.flight = null;
    this.queue = [];
    open.forEach(asked => asked?.kind === 'edit' && asked.settle(false));
  }

  private flight: Flight | null = null;
  private queue: Asked[] = [];
}
