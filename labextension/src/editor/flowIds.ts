/** Ids of the drawing: of nodes, which are taken as they are, of notes and groups; and how React Flow has them. */

const MARK = '\u2063';

export function noteId(id: string): string {
  return `${MARK}note:${id}`;
}

export function groupId(id: string): string {
  return `${MARK}group:${id}`;
}

export function isNodeId(id: string): boolean {
  return !id.startsWith(MARK);
}

/** React Flow writes ids into CSS selectors as they are: quotes, brackets and line ends must not stand in them. */
export function flowKey(id: string): string {
  return id.replace(/[^\w.-]/g, unit => `%${unit.charCodeAt(0).toString(16)}.`);
}

export function idOf(key: string): string {
  return key.replace(/%([0-9a-f]+)\./g, (_all, unit: string) => String.fromCharCode(parseInt(unit, 16)));
}
