import type { Configure, JsonValue } from '../protocol/generated';
import { changesOf, isNeedless, same, type Settings } from './draft';

/** After so long without a key the change is carried out, and its effect is seen. */
const PAUSE = 350;

export type Change = Pick<Configure, 'values' | 'unset'>;

/** What the kernel says now, and the way to it. */
export interface Told {
  readonly told: Settings;
  readonly form: Settings;
  /** Whether it was carried out. */
  send(change: Change): Promise<boolean>;
}

/** A setting that a person has entered. */
export interface Entry {
  readonly value: JsonValue;
  /** What the kernel has, or will have when it has done what it was asked before. */
  readonly over: JsonValue;
  /** The number of the edit that it went with. */
  readonly sent: number | null;
  /** It stays in the form, and goes with the next change. */
  readonly refused: boolean;
}

export type Entries = ReadonlyMap<string, Entry>;

/**
 * What a person has entered in a form, setting by setting, until the kernel has answered: an answer to what was
 * entered before must not take away what was typed meanwhile, and a setting that nobody touched is that of the kernel.
 */
export class SettingsDraft {
  constructor(private readonly now: () => Told) {}

  readonly snapshot = (): Entries => this.entries;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The person has changed what the form shows to `next`. */
  change(next: Settings): void {
    this.inside = true;
    const { told, form } = this.now();
    const entries = new Map(standing(told, this.entries));
    const shown = shownOver(told, entries);
    for (const name of new Set([...Object.keys(shown), ...Object.keys(next)])) {
      const [before, value] = [shown[name], next[name]];
      // The form fills in defaults by itself: nobody has entered those. Who takes one away leaves the name without a value.
      const emptied = value === undefined && Object.hasOwn(next, name) && !Object.hasOwn(shown, name);
      const filled = !entries.has(name) && isNeedless(name, before, form) && isNeedless(name, value, form);
      if (emptied || (!same(before, value) && !filled)) {
        entries.set(name, { value, over: overOf(entries.get(name), told[name]), sent: null, refused: false });
      }
    }
    this.set(entries);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  /** The person leaves the field: what was entered is sent, and what was left empty shows its default again. */
  readonly leave = (): void => {
    this.inside = false;
    this.flush();
    this.map(entry => (isEmpty(entry) ? null : entry));
  };

  private flush(): void {
    if (this.timer === undefined) {
      return;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
    const { told, form, send } = this.now();
    const entries = standing(told, this.entries);
    const open = [...entries].filter(([, entry]) => entry.sent === null);
    const before = overlaid(told, open.map(([name, { over }]) => [name, over]));
    const change = changesOf(before, overlaid(before, open.map(([name, { value }]) => [name, value])), form);
    const needed = Object.keys(change.values).length > 0 || change.unset.length > 0;
    const number = needed ? ++this.last : this.last;
    this.set(entries);
    this.map(entry => (entry.sent === null && !isEmpty(entry) ? { ...entry, sent: number, refused: false } : entry));
    if (needed) {
      void send(change).then(done => this.answered(number, done));
    } else if (this.done === number) {
      this.answered(number, true); // else what was sent before brings just this
    }
  }

  private answered(number: number, done: boolean): void {
    this.done = Math.max(this.done, number);
    const { told } = this.now();
    this.map((entry, name) => {
      if (entry.sent === number) {
        // A field that was emptied stays so while the person is in it, and may type something else.
        const kept = !done || (entry.value === undefined && this.inside);
        return kept ? { ...entry, over: done ? undefined : told[name], sent: null, refused: !done } : null;
      }
      return done || entry.sent !== null ? entry : { ...entry, over: told[name] };
    });
  }

  private map(change: (entry: Entry, name: string) => Entry | null): void {
    const changed = [...this.entries].flatMap(([name, entry]) => {
      const next = change(entry, name);
      return next ? [[name, next] as const] : [];
    });
    this.set(new Map(changed));
  }

  private set(entries: Entries): void {
    this.entries = entries;
    this.listeners.forEach(listener => listener());
  }

  private entries: Entries = new Map();
  private inside = false;
  private last = 0;
  private done = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
}

/** What the form shows. A name without a value is a field that is empty, whatever its default. */
export function shownOver(told: Settings, entries: Entries): Settings {
  const shown = [...standing(told, entries)].map(([name, { value }]) => [name, value] as const);
  return Object.fromEntries([...Object.entries(told), ...shown]);
}

/** What was refused counts only as long as nothing else was written there. */
function standing(told: Settings, entries: Entries): Entries {
  return new Map([...entries].filter(([name, { refused, over }]) => !refused || same(over, told[name])));
}

function isEmpty({ value, over, sent }: Entry): boolean {
  return value === undefined && over === undefined && sent === null;
}

function overOf(entry: Entry | undefined, told: JsonValue): JsonValue {
  if (!entry || entry.refused) {
    return told;
  }
  return entry.sent === null ? entry.over : entry.value;
}

function overlaid(settings: Settings, values: readonly (readonly [string, JsonValue])[]): Settings {
  const all = new Map([...Object.entries(settings), ...values]);
  return Object.fromEntries([...all].filter(([, value]) => value !== undefined));
}
