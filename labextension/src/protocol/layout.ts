/**
 * The layout in the metadata of a cell, which people and other programs may write too: what Python would refuse never
 * goes there, and what is not understood here stays where it is, or beside the layout where there was something else.
 */
import type { Group, Layout, Note, Spot } from './generated';

/** The bounds that Python sets: see `uzo_jupyter/protocol/layout.py`. */
export const LIMITS = {
  coordinate: { least: -1_000_000, most: 1_000_000 },
  length: { least: 1, most: 20_000 },
  text: 10_000
} as const;
/** What Python takes for a note that says nothing of its size. */
const SIZE = { width: 200, height: 90 } as const;

/** Where metadata go that are no record, which the layout has to be. */
const OTHER = 'other';

export const EMPTY_LAYOUT: Layout = { positions: {}, notes: [], groups: [] };

type Raw = Readonly<Record<string, unknown>>;
type Read<T> = (value: unknown) => T | null;

/** What is understood of it, within the bounds. */
export function parseLayout(value: unknown): Layout {
  const raw = recordOf(value);
  const positions = Object.entries(recordOf(raw.positions)).flatMap(([id, spot]) => {
    const read = spotOf(id, spot);
    return read ? [[id, read] as const] : [];
  });
  return {
    positions: Object.fromEntries(positions),
    notes: understood(raw.notes, noteOf),
    groups: understood(raw.groups, groupOf)
  };
}

/** `layout` as the metadata say it, with everything in `before` that is not understood. */
export function mergedLayout(before: unknown, { positions, notes, groups }: Layout): Record<string, unknown> {
  const raw = isRecord(before) || isNothing(before) ? recordOf(before) : { [OTHER]: before };
  return {
    ...raw,
    positions: mergedPositions(raw.positions, positions),
    notes: mergedItems(raw.notes, notes, noteOf),
    groups: mergedItems(raw.groups, groups, groupOf)
  };
}

export function isEmptyLayout({ positions, notes, groups }: Layout): boolean {
  return Object.keys(positions).length === 0 && notes.length === 0 && groups.length === 0;
}

function mergedPositions(before: unknown, positions: Layout['positions']): unknown {
  if (before !== undefined && !isRecord(before) && Object.keys(positions).length === 0) {
    return before;
  }
  const raw = recordOf(before);
  const odd = Object.entries(raw).filter(([id, spot]) => !spotOf(id, spot));
  const known = new Map(Object.entries(raw).filter(([id, spot]) => spotOf(id, spot)));
  const placed = Object.entries(positions).map(([id, spot]) => [id, { ...recordOf(known.get(id)), ...spot }] as const);
  return Object.fromEntries([...odd, ...placed]);
}

function mergedItems<T extends Note | Group>(before: unknown, items: readonly T[], read: Read<T>): unknown {
  if (before !== undefined && !Array.isArray(before) && items.length === 0) {
    return before;
  }
  const raw: readonly unknown[] = Array.isArray(before) ? before : [];
  const known = new Map(raw.filter(each => read(each)).map(each => [(each as T).id, each as T]));
  return [...items.map(item => ({ ...known.get(item.id), ...item })), ...raw.filter(each => !read(each))];
}

function understood<T>(value: unknown, read: Read<T>): T[] {
  return Array.isArray(value) ? value.map(read).filter(each => each !== null) : [];
}

function spotOf(id: string, value: unknown): Spot | null {
  const { x, y } = recordOf(value);
  return isIdentity(id) && isNumber(x) && isNumber(y) ? { x: coordinate(x), y: coordinate(y) } : null;
}

function noteOf(value: unknown): Note | null {
  const { id, text, x, y, width = SIZE.width, height = SIZE.height } = recordOf(value);
  return isIdentity(id) && isText(text) && isNumber(x) && isNumber(y) && isNumber(width) && isNumber(height)
    ? { id, text, x: coordinate(x), y: coordinate(y), width: length(width), height: length(height) }
    : null;
}

function groupOf(value: unknown): Group | null {
  const { id, label, nodes } = recordOf(value);
  return isIdentity(id) && isText(label) && Array.isArray(nodes) && nodes.every(isIdentity) ? { id, label, nodes } : null;
}

const within = ({ least, most }: { least: number; most: number }) => (value: number) => Math.min(Math.max(value, least), most);
const coordinate = within(LIMITS.coordinate);
const length = within(LIMITS.length);

function recordOf(value: unknown): Raw {
  return isRecord(value) ? value : {};
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Python counts characters: a text that has more halves of them may still be short enough. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && (value.length <= LIMITS.text || Array.from(value).length <= LIMITS.text);
}

function isIdentity(value: unknown): value is string {
  return isText(value) && value !== '';
}
