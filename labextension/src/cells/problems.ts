import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { Diagnostic } from '../protocol/generated';
import type { WorkflowSource } from '../state/source';
import { cellEnvironment } from './environment';
import { placeProblems } from './spans';

const NONE: readonly Diagnostic[] = [];
const setProblems = StateEffect.define<readonly Diagnostic[]>();

/** The problems of the cell; they move with the text until newer ones arrive. */
const problemMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    const told = transaction.effects.findLast(effect => effect.is(setProblems));
    if (!told) {
      return marks.map(transaction.changes);
    }
    return Decoration.set(
      placeProblems(transaction.state.doc, told.value).map(({ from, to, problem }) => mark(from, to, problem)),
      true
    );
  },
  provide: field => EditorView.decorations.from(field)
});

function mark(from: number, to: number, problem: Diagnostic): Range<Decoration> {
  return Decoration.mark({ class: `uzo-cm-problem uzo-cm-${problem.severity}`, problem }).range(from, to);
}

/** The problems at a place, with the range that they have in common. */
export function problemsAt(view: EditorView, offset: number): { from: number; to: number; problems: Diagnostic[] } | null {
  const problems: Diagnostic[] = [];
  let [start, end] = [0, view.state.doc.length];
  view.state.field(problemMarks, false)?.between(offset, offset, (from, to, value) => {
    problems.push((value.spec as { problem: Diagnostic }).problem);
    [start, end] = [Math.max(start, from), Math.min(end, to)];
  });
  return problems.length > 0 ? { from: start, to: end, problems } : null;
}

/** Underlines what the check of the cell's workflow has found. */
export function problemMarking(): Extension {
  return [problemMarks, ViewPlugin.fromClass(ProblemWatcher)];
}

/** Follows the workflow of the cell, whichever widget stands for it now. */
class ProblemWatcher {
  constructor(private readonly view: EditorView) {
    view.state.facet(cellEnvironment)?.workflows.changed.connect(this.find, this);
    this.find();
  }

  update(update: ViewUpdate): void {
    if (update.startState.facet(cellEnvironment) !== update.state.facet(cellEnvironment)) {
      this.find();
    }
  }

  destroy(): void {
    this.isGone = true;
    this.unsubscribe();
    this.view.state.facet(cellEnvironment)?.workflows.changed.disconnect(this.find, this);
  }

  private find(): void {
    const environment = this.view.state.facet(cellEnvironment);
    const source = environment?.workflows.ofCell(environment.id);
    if (source !== this.source) {
      this.unsubscribe();
      this.source = source;
      this.unsubscribe = source?.store.subscribe(() => this.tell()) ?? (() => undefined);
    }
    this.tell();
  }

  private tell(): void {
    const problems = this.source?.store.state.diagnostics ?? NONE;
    if (problems === this.told) {
      return;
    }
    this.told = problems;
    // A view must not be changed while it is being made or updated.
    queueMicrotask(() => {
      if (!this.isGone && this.told === problems) {
        this.view.dispatch({ effects: setProblems.of(problems) });
      }
    });
  }

  private source: WorkflowSource | undefined;
  private told: readonly Diagnostic[] = NONE;
  private unsubscribe: () => void = () => undefined;
  private isGone = false;
}
