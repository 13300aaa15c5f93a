import type { Command, Edit, SourceMessage } from '../protocol/generated';
import type { Binding } from './binding';

/** What is typed within this time goes out together. */
const PAUSE = 200;
/** How often an edit is tried again because the person typed meanwhile. */
const TRIES = 3;

const TYPED = 'The text was changed meanwhile: edit the graph again.';
const NO_WORKFLOW = 'The cell is no workflow any more: write %%uzo into its first line again, then edit the graph.';

type Post = (command: Command) => void;

interface Asked {
  readonly edits: readonly Edit[];
  readonly tries: number;
  settle(done: boolean): void;
}

/**
 * Keeps the text of a cell or document and the workflow in the kernel in step. The text that a person sees wins: it is
 * sent with every edit, and an answer to another text is not written, but asked for anew.
 */
export class Sync {
  constructor(
    private readonly post: Post,
    /** Tells a person why something was not done. */
    private readonly refuse: (reason: string) => void
  ) {}

  get isBound(): boolean {
    return this.binding !== null;
  }

  bind(binding: Binding): void {
    this.unbind();
    this.binding = binding;
    binding.changed.connect(this.onChanged, this);
    binding.disposed.connect(this.unbind, this);
    this.send();
  }

  /** From now on nothing is written where this workflow came from. */
  unbind(): void {
    this.stopWaiting();
    this.binding?.changed.disconnect(this.onChanged, this);
    this.binding?.disposed.disconnect(this.unbind, this);
    this.binding = null;
    this.pending.forEach(each => each.settle(false));
    this.pending.clear();
  }

  /** Whether it was carried out. */
  edit(edits: readonly Edit[]): Promise<boolean> {
    return new Promise(settle => this.postEdit({ edits, tries: 1, settle }));
  }

  undo(): void {
    if (this.binding) {
      this.binding.undo();
    } else {
      this.post({ kind: 'undo', request: ++this.last });
    }
  }

  redo(): void {
    if (this.binding) {
      this.binding.redo();
    } else {
      this.post({ kind: 'redo', request: ++this.last });
    }
  }

  /** The kernel has carried out an edit, perhaps one of another page. */
  answered({ request, base, source }: SourceMessage): void {
    const asked = this.take(request);
    const stands = !this.binding || this.binding.write(base, source);
    if (stands || !asked) {
      asked?.settle(true); // else another page has asked: what it sees is no matter of this one
    } else if (asked.tries < TRIES) {
      this.postEdit({ ...asked, tries: asked.tries + 1 });
    } else {
      this.send();
      this.refuse(TYPED);
      asked.settle(false);
    }
  }

  /** The kernel does not do what was asked; other edits that it was asked for stay open. */
  refused(request: number | null): void {
    this.take(request)?.settle(false);
  }

  private take(request: number | null): Asked | undefined {
    const asked = request === null ? undefined : this.pending.get(request);
    if (request !== null) {
      this.pending.delete(request);
    }
    return asked;
  }

  private postEdit(asked: Asked): void {
    this.stopWaiting();
    const base = this.binding?.read() ?? null;
    if (this.binding && base === null) {
      this.refuse(NO_WORKFLOW);
      asked.settle(false);
      return;
    }
    const request = ++this.last;
    this.pending.set(request, asked);
    this.post({ kind: 'edit', request, edits: [...asked.edits], base });
  }

  private onChanged(): void {
    this.stopWaiting();
    this.waiting = setTimeout(() => this.send(), PAUSE);
  }

  private send(): void {
    this.stopWaiting();
    const source = this.binding?.read();
    if (source) {
      this.post({ kind: 'set-source', request: ++this.last, source });
    }
  }

  private stopWaiting(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  private binding: Binding | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private readonly pending = new Map<number, Asked>();
  /** Two pages on one kernel both hear every answer: a random start keeps their numbers apart. */
  private last = Math.floor(Math.random() * 2 ** 40);
}
