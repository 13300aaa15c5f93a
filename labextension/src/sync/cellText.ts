/** A `%%uzo` cell as two parts: the line of the magic, which the kernel has read already, and the workflow. */

export interface CellParts {
  /** Everything up to the first line of the workflow. */
  readonly head: string;
  readonly body: string;
}

/** Null for a cell that is no workflow (any more). */
export function cellParts(source: string): CellParts | null {
  const head = /^\s*%%uzo(?![\w.])[^\n]*(\n|$)/.exec(source)?.[0];
  return head === undefined ? null : { head, body: source.slice(head.length) };
}

/** IPython gives the last line of a cell its end: so does everything that is sent. */
export function ended(body: string): string {
  return body === '' || body.endsWith('\n') ? body : `${body}\n`;
}

/** The cell's text with another workflow; its last line has an end only where it had one before. */
export function withBody(source: string, parts: CellParts, body: string): string {
  const head = parts.head.endsWith('\n') || body === '' ? parts.head : `${parts.head}\n`;
  const bare = source.endsWith('\n') ? body : body.replace(/\n$/, '');
  return head + bare;
}
