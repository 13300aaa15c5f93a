import type { SyntaxNode, Tree } from '@lezer/common';

/** What a range of a workflow's text is; the rest is highlighted as Python is. */
export type WordKind = 'magic' | 'operation' | 'function';

export interface Word {
  readonly from: number;
  readonly to: number;
  readonly kind: WordKind;
}

/**
 * The words of the language within a range: the line of the magic, what makes nodes (`read_csv`, `.filter`),
 * and what makes columns (`col`, `.sum`), which stands in the arguments of the others.
 */
export function wordsIn(tree: Tree, text: string, from = 0, to = text.length): Word[] {
  const start = text.search(/\S/);
  const head = Math.max(start, 0);
  const end = lineEnd(text, head);
  const words: Word[] = from <= end ? [{ from: head, to: end, kind: 'magic' }] : [];
  tree.iterate({
    from: Math.max(from, end),
    to,
    enter: ({ node }) => {
      const name = node.name === 'CallExpression' && node.from >= end ? calledName(node) : null;
      if (name) {
        words.push({ from: name.from, to: name.to, kind: isArgument(node) ? 'function' : 'operation' });
      }
    }
  });
  return words.sort((one, other) => one.from - other.from);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The name before the brackets of a call. */
function calledName(call: SyntaxNode): SyntaxNode | null {
  const callee = call.firstChild;
  if (callee?.name === 'VariableName') {
    return callee;
  }
  const last = callee?.name === 'MemberExpression' ? callee.lastChild : null;
  return last?.name === 'PropertyName' ? last : null;
}

/** Whether a call stands in the arguments of another: what makes nodes does only where nodes are joined. */
function isArgument(call: SyntaxNode): boolean {
  for (let node = call.parent; node; node = node.parent) {
    if (node.name === 'ArgList') {
      return true;
    }
  }
  return false;
}
