// @vitest-environment jsdom
import { CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, it, vi } from 'vitest';
import { completing, expressionEditor } from '../src/forms/expressionEditor';
import type { Diagnostic } from '../src/protocol/generated';

vi.mock('@jupyterlab/codemirror', async () => ({
  jupyterTheme: [],
  jupyterHighlightStyle: (await import('@codemirror/language')).defaultHighlightStyle
}));

const FACE = 'col("😀") + col("nn")';

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
  const host = document.createElement('div');
  const view = expressionEditor(host, {
    id: 'e',
    label: 'Expression',
    text: FACE,
    languages: null,
    complete: () => Promise.resolve([]),
    onChange: vi.fn()
  });
  view.setProblems([{ within, severity: 'error', message: 'no' } as Diagnostic]);
  expect(host.querySelector('.uzo-cm-problem')?.textContent ?? null).toBe(marked);
  view.destroy();
});
