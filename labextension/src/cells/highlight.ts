import { syntaxTree } from '@codemirror/language';
import { Prec, RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';
import { wordsIn, type WordKind } from './words';

const MARKS: Readonly<Record<WordKind, Decoration>> = {
  magic: Decoration.mark({ class: 'uzo-cm-magic' }),
  operation: Decoration.mark({ class: 'uzo-cm-operation' }),
  function: Decoration.mark({ class: 'uzo-cm-function' })
};

/** Colours the words of the language over the colours of Python: the highest precedence is the innermost mark. */
export function highlighting(): Extension {
  return Prec.highest(ViewPlugin.fromClass(Highlighter, { decorations: plugin => plugin.decorations }));
}

class Highlighter {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = marks(view);
  }

  update(update: ViewUpdate): void {
    const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state);
    if (update.docChanged || update.viewportChanged || isParsed) {
      this.decorations = marks(update.view);
    }
  }
}

function marks(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { from, to } = view.viewport;
  for (const word of wordsIn(syntaxTree(view.state), view.state.doc.toString(), from, to)) {
    builder.add(word.from, word.to, MARKS[word.kind]);
  }
  return builder.finish();
}
