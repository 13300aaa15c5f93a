import { autocompletion, closeBrackets, closeBracketsKeymap, type Completion, type CompletionSource } from '@codemirror/autocomplete';
import { history, historyKeymap, insertNewlineAndIndent, standardKeymap } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { Annotation, Compartment, EditorState, StateEffect, StateField, type Extension, type Text } from '@codemirror/state';
import { Decoration, EditorView, keymap, tooltips, type DecorationSet } from '@codemirror/view';
import { jupyterHighlightStyle, jupyterTheme, type IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { characterOffset, offsetOfCharacter, rangeOf } from '../cells/spans';
import type { CompletionItem, Diagnostic } from '../protocol/generated';
import { spliceOf } from '../sync/binding';

type Complete = (text: string, offset: number) => Promise<readonly CompletionItem[]>;

interface Options {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly languages: IEditorLanguageRegistry | null;
  /** Null for code on several lines, in which Enter breaks the line and nothing is completed. */
  readonly complete: Complete | null;
  onChange(text: string): void;
}

export interface ExpressionView {
  setText(text: string): void;
  setProblems(problems: readonly Diagnostic[]): void;
  destroy(): void;
}

/** After so many milliseconds a text that the editor has said comes from somebody else. */
const ECHO = 1000;

/** Text that came from outside is not a change of the person. */
const told = Annotation.define<boolean>();
const setMarks = StateEffect.define<readonly Diagnostic[]>();

/** CodeMirror for one expression: JupyterLab's look, Python's colours, the kernel's completions. */
export function expressionEditor(parent: HTMLElement, options: Options): ExpressionView {
  const language = new Compartment();
  const echoes = new Echoes();
  let later: ReturnType<typeof setTimeout> | undefined;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        language.of([]),
        options.complete ? asExpression(options.complete) : keymap.of([{ key: 'Enter', run: insertNewlineAndIndent }]),
        closeBrackets(),
        history(),
        keymap.of([...closeBracketsKeymap, ...historyKeymap, ...standardKeymap]),
        bracketMatching(),
        syntaxHighlighting(jupyterHighlightStyle),
        jupyterTheme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ id: options.id, 'aria-label': options.label }),
        marks,
        EditorView.updateListener.of(update => {
          if (update.docChanged && !update.transactions.some(each => each.annotation(told))) {
            const text = update.state.doc.toString();
            clearTimeout(later);
            echoes.add(text);
            options.onChange(text);
          }
        })
      ]
    })
  });
  void pythonSupport(options.languages).then(support => view.dispatch({ effects: language.reconfigure(support) }));
  return {
    setText: text => {
      clearTimeout(later);
      if (echoes.isLate(text)) {
        later = setTimeout(() => replaceText(view, text), ECHO); // it may have been no echo: an undo, another page
      } else {
        replaceText(view, text);
      }
    },
    setProblems: problems => view.dispatch({ effects: setMarks.of(problems) }),
    destroy: () => {
      clearTimeout(later);
      view.destroy();
    }
  };
}

function asExpression(complete: Complete): Extension {
  return [
    keymap.of([{ key: 'Enter', run: leave }, { key: 'Shift-Enter', run: insertNewlineAndIndent }]),
    autocompletion({ override: [completing({ complete })], activateOnTyping: true, icons: false, tooltipClass: () => 'uzo-completions' }),
    tooltips({ parent: document.body }) // the form would cut the list off
  ];
}

/** The change is carried out at once when the field is left. */
function leave(view: EditorView): boolean {
  view.contentDOM.blur();
  return true;
}

/** Only what differs is replaced, so that the cursor stays where it is. */
function replaceText(view: EditorView, text: string): void {
  const now = view.state.doc.toString();
  if (now !== text) {
    const { start, end, text: insert } = spliceOf(now, text);
    view.dispatch({ changes: { from: start, to: end, insert }, annotations: told.of(true) });
  }
}

/** Tells texts that come from outside from those that come back: the form says late what was typed in the meantime. */
class Echoes {
  add(text: string): void {
    this.said.push({ text, at: performance.now() });
  }

  /** Whether the person has typed on since the editor said this. */
  isLate(text: string): boolean {
    const recent = this.said.filter(each => performance.now() - each.at < ECHO);
    const at = recent.findLastIndex(each => each.text === text);
    const late = at >= 0 && at < recent.length - 1;
    this.said = late ? recent.slice(at + 1) : [];
    return late;
  }

  private said: { readonly text: string; readonly at: number }[] = [];
}

async function pythonSupport(languages: IEditorLanguageRegistry | null): Promise<Extension> {
  const python = await languages?.getLanguage('text/x-python');
  return python?.support ?? [];
}

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (set, transaction) => {
    const effect = transaction.effects.findLast(each => each.is(setMarks));
    return effect ? Decoration.set(rangesOf(transaction.state.doc, effect.value), true) : set.map(transaction.changes);
  },
  provide: field => EditorView.decorations.from(field)
});

/** Where the text of the setting is wrong; a problem without a place is told below the field only. */
function rangesOf(doc: Text, problems: readonly Diagnostic[]) {
  return problems.flatMap(({ within, severity, message }) => {
    const range = within && rangeOf(doc, within);
    const attributes = { title: message };
    return range
      ? [Decoration.mark({ class: `uzo-cm-problem uzo-cm-${severity}`, attributes }).range(range.from, range.to)]
      : [];
  });
}

export function completing({ complete }: { complete: Complete }): CompletionSource {
  return async ({ state, pos, explicit }) => {
    const before = state.doc.sliceString(Math.max(0, pos - 1), pos);
    if (!explicit && !/[\w.'"(]/.test(before)) {
      return null;
    }
    const text = state.doc.toString();
    const items = await complete(text, characterOffset(text, pos)).catch(() => []);
    const [first] = items;
    return first
      ? { from: offsetOfCharacter(text, first.start), to: pos, options: items.map(optionOf), validFor: /^\w*$/ }
      : null;
  };
}

function optionOf({ text, kind, detail }: CompletionItem, index: number): Completion {
  return { label: text, type: kind, detail, boost: -index / 100 };
}
