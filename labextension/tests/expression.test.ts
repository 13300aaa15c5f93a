// @vitest-environment jsdom
import { CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { expect, it, vi } from 'vitest';
import { completing, expressionEditor } from '../src/forms/expressionEditor';
import type { Diagnostic } from '../src/protocol/generated';

vi.mock('@jupyterlab/codemirror', async () => ({
  jupyterTheme: [],
  jupyterHighlightStyle: (await import('@codemirror/language')).defaultHighlightStyle
}));

const FACE = 'col("😀") + col("nn")';

function editor(text: string) {
  const host = document.createElement('div');
  const complete = () => Promise.resolve([]);
  const onChange = vi.fn();
  const view = expressionEditor(host, { id: 'e', label: 'Expression', text, languages: null, complete, onChange });
  const code = EditorView.findFromDOM(host)!;
  return { host, view, code, onChange, insert: (at: number, insert: string) => code.dispatch({ changes: { from: at, insert } }) };
}

it('a completion behind a character that JavaScript counts twice replaces what Python means', async () => {
  const text = '"😀" + co';
  const item = { text: 'col', kind: 'function', detail: '', start: 6, end: 8 };
  const complete = vi.fn(() => Promise.resolve([item]));
  const context = new CompletionContext(EditorState.create({ doc: text }), text.length, true);
  const found = (await completing({ complete })(context)) as CompletionResult;
  expect(complete).toHaveBeenCalledWith(text, 8);
  expect(text.slice(found.from, found.to ?? text.length)).toBe('co');
});

it.each([
  [{ line: 1, column: 12, endLine: 1, endColumn: 21 }, 'col("nn")'],
  [{ line: 1, column: 21, endLine: 1, endColumn: 21 }, ')'],
  [{ line: 4, column: 1, endLine: 4, endColumn: 2 }, null]
])('the mark of %j is on %j', (within, marked) => {
  const { host, view } = editor(FACE);
  view.setProblems([{ within, severity: 'error', message: 'no' } as Diagnostic]);
  expect(host.querySelector('.uzo-cm-problem')?.textContent ?? null).toBe(marked);
  view.destroy();
});

it('a text from outside leaves the cursor where it is, and is no change of the person', () => {
  const { view, code, onChange } = editor('abs(x) + y');
  code.dispatch({ selection: { anchor: 10 } });
  view.setText('abs(xx) + y');
  expect([code.state.doc.toString(), code.state.selection.main.head]).toEqual(['abs(xx) + y', 11]);
  expect(onChange).not.toHaveBeenCalled();
});

it('a text that the form gives back late does not take away what was typed since', () => {
  const { view, code, insert } = editor('a');
  insert(1, 'b');
  insert(2, 'c');
  view.setText('ab');
  expect(code.state.doc.toString()).toBe('abc');
  view.setText('abc');
  view.setText('ab');
  expect(code.state.doc.toString()).toBe('ab');
});
