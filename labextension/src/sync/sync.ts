import type { Command, Edit, SourceMessage } from '../protocol/generated';
import type { Binding, Home } from './binding';
import { Turns, type Asked, type AskedEdit, type Flight } from './turns';

/** What is typed within this time goes out together. */
const PAUSE = 200;
/** How often an edit is tried again because the person typed meanwhile. */
const TRIES = 3;

const TYPED = 'The text was changed meanwhile: edit the graph again.';
const NO_WORKFLOW = 'The cell is no workflow any more: write %%uzo into its first line again, then edit the graph.';

type Post = (command: Command) => void;

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

  /** Whether the text stands, or stood, somewhere else than in the kernel alone. */
  get isBound(): boolean {
    return this.binding !== null || this.lost;
  }

  bind(binding: Binding): void {
    this.unbind();
    this.attach(binding);
  }

  /** From now on the text is what is found at `home`, also after it has moved there. */
  follow(home: Home): void {
    this.unbind();
    this.home = home;
    this.seek();
  }

  /** From now on nothing is written where this workflow came from. */
  unbind(): void {
    this.detach();
    this.unwatch();
    this.home = null;
    this.lost = false;
    this.turns.giveUp();
  }

  /** The kernel does not answer any more: whatever is asked for from now on is refused, with this reason. */
  close(reason: string): void {
    this.closed ??= reason;
    const { isOpen } = this.turns;
    this.unbind();
    if (isOpen) {
      this.refuse(this.closed);
    }
  }

  /** The kernel answers again. */
  reopen(): void {
    this.closed = null;
  }

  /** Whether it was carried out. */
  edit(edits: readonly Edit[]): Promise<boolean> {
    return new Promise(settle => this.ask({ kind: 'edit', edits, settle }));
  }

  undo(): void {
    this.ask({ kind: 'undo' });
  }

  redo(): void {
    this.ask({ kind: 'redo' });
  }

  /** The kernel has carried out an edit, perhaps one of another page. */
  answered({ request, base, source }: SourceMessage): void {
    this.seek();
    const flight = this.turns.take(request);
    const stands = this.binding ? this.binding.write(base, source) : !this.lost;
    if (flight) {
      this.land(flight, stands); // else another page has asked: what it sees is no matter of this one
      this.turns.next();
    }
  }

  /** The kernel does not do what was asked; other edits stay open. */
  refused(request: number | null): void {
    this.turns.take(request)?.asked.settle(false);
    this.turns.next();
  }

  /** The number of the edit that the kernel has to answer. */
  get waitedFor(): number | null {
    return this.turns.waitedFor;
  }

  /**
   * The answer to this edit was lost. With its text it may be asked for again, whether or not it was carried out;
   * where only the kernel has the text, it would be done twice.
   */
  unanswered(request: number): void {
    const flight = this.turns.take(request);
    if (flight) {
      this.land(flight, !this.isBound);
      this.turns.next();
    }
  }

  private ask(asked: Asked): void {
    this.turns.add(asked);
    if (this.closed === null) {
      this.turns.next();
    } else {
      this.close(this.closed);
    }
  }

  private begin(asked: Asked): void {
    if (asked.kind === 'edit') {
      this.postEdit(asked, 1);
    } else {
      this.step(asked.kind);
    }
  }

  /** It is answered: `stands` tells whether the answer was to the text that a person sees. */
  private land({ asked, tries }: Flight, stands: boolean): void {
    if (stands) {
      asked.settle(true);
    } else if (tries < TRIES) {
      this.postEdit(asked, tries + 1);
    } else {
      this.send();
      this.refuse(TYPED);
      asked.settle(false);
    }
  }

  /** Nothing is waited for: the kernel answers no undo where there is none, and does what it is sent in order. */
  private step(kind: 'undo' | 'redo'): void {
    this.seek();
    if (this.binding) {
      this.binding[kind]();
    } else if (this.home && this.lost) {
      this.refuse(this.home.gone);
    } else {
      this.post({ kind, request: ++this.last });
    }
  }

  private postEdit(asked: AskedEdit, tries: number): void {
    this.stopWaiting();
    this.seek();
    const base = this.binding?.read() ?? null;
    if (base === null && this.isBound) {
      this.refuse(this.binding ? NO_WORKFLOW : (this.home?.gone ?? NO_WORKFLOW));
      asked.settle(false);
      return;
    }
    const request = ++this.last;
    this.turns.waitFor({ asked, request, tries });
    this.post({ kind: 'edit', request, edits: [...asked.edits], base });
  }

  private attach(binding: Binding): void {
    this.unwatch();
    this.binding = binding;
    this.lost = false;
    binding.changed.connect(this.onChanged, this);
    binding.disposed.connect(this.onDisposed, this);
    this.send();
  }

  private detach(): void {
    this.stopWaiting();
    this.binding?.changed.disconnect(this.onChanged, this);
    this.binding?.disposed.disconnect(this.onDisposed, this);
    this.binding = null;
  }

  /** The cell may have moved: what is in its place then is there only when the notebook has told of all of the change. */
  private onDisposed(): void {
    this.detach();
    if (this.home) {
      this.lost = true;
      this.unwatch = this.home.watch(() => this.seek());
      queueMicrotask(() => this.seek());
    } else {
      this.unbind();
    }
  }

  private seek(): void {
    const found = this.binding === null ? this.home?.find() : null;
    if (found) {
      this.attach(found);
    }
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
  private home: Home | null = null;
  /** Whether it was found at home before, and is not now. */
  private lost = false;
  private unwatch: () => void = () => undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  /** Why nobody answers. */
  private closed: string | null = null;
  private readonly turns = new Turns(asked => this.begin(asked));
  /** Two pages on one kernel both hear every answer: a random start keeps their numbers apart. */
  private last = Math.floor(Math.random() * 2 ** 40);
}
