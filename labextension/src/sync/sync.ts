import type { Command, Edit, SourceMessage, Written } from '../protocol/generated';
import { same, type Binding } from './binding';

/** What is typed within this time goes out together. */
const PAUSE = 200;
/** How often an edit is tried again because the person typed meanwhile. */
const TRIES = 3;

type Post = (command: Command) => void;

/**
 * Keeps the text of a cell or document and the workflow in the kernel in step. The text that a person sees wins: it is
 * sent with every edit, and an answer to another text is not written, but asked for anew.
 */
export class Sync {
  constructor(private readonly post: Post) {}

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
    this.pending = [];
  }

  edit(edits: readonly Edit[]): void {
    this.postEdit(edits, 1);
  }

  undo(): void {
    if (this.binding) {
      this.binding.undo();
    } else {
      this.post({ kind: 'undo' });
    }
  }

  redo(): void {
    if (this.binding) {
      this.binding.redo();
    } else {
      this.post({ kind: 'redo' });
    }
  }

  /** The kernel has carried out an edit, perhaps one of another page. */
  answered({ base, source }: SourceMessage): void {
    const at = this.pending.findIndex(each => same(each.base, base));
    const [asked] = at < 0 ? [] : this.pending.splice(at, 1);
    if (!this.binding || this.binding.write(base, source) || !asked) {
      return; // another page has asked: what it sees is no matter of this one
    }
    if (asked.tries < TRIES) {
      this.postEdit(asked.edits, asked.tries + 1);
    } else {
      this.send();
    }
  }

  refused(): void {
    this.pending.shift();
  }

  private postEdit(edits: readonly Edit[], tries: number): void {
    this.stopWaiting();
    const base = this.binding?.read() ?? null;
    if (base !== null) {
      this.pending.push({ edits, tries, base });
    }
    this.post({ kind: 'edit', edits: [...edits], base });
  }

  private onChanged(): void {
    this.stopWaiting();
    this.waiting = setTimeout(() => this.send(), PAUSE);
  }

  private send(): void {
    this.stopWaiting();
    if (this.binding) {
      this.post({ kind: 'set-source', source: this.binding.read() });
    }
  }

  private stopWaiting(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  private binding: Binding | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private pending: { readonly edits: readonly Edit[]; readonly tries: number; readonly base: Written }[] = [];
}
