import type { Text } from '@codemirror/state';
import type { Diagnostic, Span } from '../protocol/generated';

/** A diagnostic with its place in a document. */
export interface PlacedProblem {
  readonly from: number;
  readonly to: number;
  readonly problem: Diagnostic;
}

/** IPython takes the blank lines before a magic away: the kernel counts lines from the magic on. */
export function blankLines(doc: Text): number {
  let blank = 0;
  while (blank < doc.lines && doc.line(blank + 1).text.trim() === '') {
    blank += 1;
  }
  return blank;
}

/** Where the problems of a cell stand; those without a place in the text, or with one that is gone, are left out. */
export function placeProblems(doc: Text, problems: readonly Diagnostic[]): PlacedProblem[] {
  const blank = blankLines(doc);
  const placed = problems.flatMap(problem => {
    const range = problem.span && rangeOf(doc, moved(problem.span, blank));
    return range ? [{ ...range, problem }] : [];
  });
  return placed.sort((one, other) => one.from - other.from || one.to - other.to);
}

function moved(span: Span, lines: number): Span {
  return { ...span, line: span.line + lines, endLine: span.endLine + lines };
}

/** A span as offsets, of at least one character, so that it can be seen; null where an empty line stands there by now. */
export function rangeOf(doc: Text, span: Span): { from: number; to: number } | null {
  const from = offsetOf(doc, span.line, span.column);
  const to = offsetOf(doc, span.endLine, span.endColumn);
  if (from === null || to === null) {
    return null;
  }
  if (to > from) {
    return { from, to };
  }
  const line = doc.lineAt(from);
  if (line.length === 0) {
    return null; // a mark of nothing is an error
  }
  return from < line.to ? { from, to: from + 1 } : { from: Math.max(line.from, from - 1), to: from };
}

/** Python counts characters, JavaScript the halves of some of them. */
function offsetOf(doc: Text, line: number, column: number): number | null {
  if (line < 1 || line > doc.lines) {
    return null;
  }
  const { from, text } = doc.line(line);
  return from + offsetOfCharacter(text, column - 1);
}

/** Where so many characters, as Python counts them, end in a text. */
export function offsetOfCharacter(text: string, characters: number): number {
  return Array.from(text).slice(0, characters).join('').length;
}

/** How many characters, as Python counts them, stand before an offset. */
export function characterOffset(text: string, offset: number): number {
  return Array.from(text.slice(0, offset)).length;
}
