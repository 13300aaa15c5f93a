/** Where a workflow is written: the cell or the document that holds its text, and its history. */
import type { ISignal } from '@lumino/signaling';
import type { Written } from '../protocol/generated';

export interface Binding {
  /** What stands there now; null where that is no workflow (any more). */
  read(): Written | null;
  /** Puts `next` there as one step of its history; false where something else than `base` stands there by now. */
  write(base: Written, next: Written): boolean;
  undo(): void;
  redo(): void;
  /** Somebody has written: the person, an undo, another page. */
  readonly changed: ISignal<Binding, void>;
  readonly disposed: ISignal<Binding, void>;
  dispose(): void;
}

/** Where the binding of a workflow is found, and found again: JupyterLab makes another cell of one that is moved. */
export interface Home {
  find(): Binding | null;
  /** Calls when something else may be found; returns what ends that. */
  watch(listener: () => void): () => void;
  /** What a person is told while nothing is found. */
  readonly gone: string;
}

/** A part of a text that is replaced by another: the least that makes `after` of `before`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function spliceOf(before: string, after: string): Splice {
  const longest = Math.min(before.length, after.length);
  let start = 0;
  while (start < longest && before[start] === after[start]) {
    start++;
  }
  let same = 0;
  while (same < longest - start && before.at(-1 - same) === after.at(-1 - same)) {
    same++;
  }
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  );
}
