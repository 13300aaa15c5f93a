import { pythonLanguage } from '@codemirror/lang-python';
import { Text } from '@codemirror/state';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { Signal } from '@lumino/signaling';
import { describe, expect, test } from 'vitest';
import { CellMimeType, UZO_MIME, isWorkflowCell } from '../src/cells/mime';
import { characterOffset, placeProblems, rangeOf } from '../src/cells/spans';
import { wordsIn } from '../src/cells/words';
import type { Diagnostic } from '../src/protocol/generated';
import type { Host } from '../src/state/host';
import { LiveWorkflows } from '../src/state/registry';
import { savedSource } from '../src/state/source';

const CELL = `%%uzo late --draft
late = read_csv("a.csv").filter(col("delay").sum() > 3)
late.join(late.head(2), on="x")`;

function told(text: string): string[] {
  return wordsIn(pythonLanguage.parser.parse(text), text).map(
    ({ from, to, kind }) => `${kind}: ${text.slice(from, to)}`
  );
}

describe('words', () => {
  test('the line of the magic, what makes nodes, what makes columns', () => {
    expect(told(CELL)).toEqual([
      'magic: %%uzo late --draft',
      'operation: read_csv',
      'operation: filter',
      'function: col',
      'function: sum',
      'operation: join',
      'function: head'
    ]);
  });

  test('an unfinished text has words too', () => {
    expect(told('%%uzo\nx = late.filter(col("a').slice(0, 2)).toEqual(['magic: %%uzo', 'operation: filter']);
    expect(told('%%uzo')).toEqual(['magic: %%uzo']);
  });
});

describe('places of problems', () => {
  const doc = Text.of(CELL.split('\n'));
  const span = (line: number, column: number, endColumn: number) => ({ line, column, endLine: line, endColumn });

  test('lines count from the line of the magic', () => {
    const range = rangeOf(doc, span(2, 1, 5));
    expect(range && doc.sliceString(range.from, range.to)).toBe('late');
  });

  test('a span without characters can be seen', () => {
    expect(rangeOf(doc, span(1, 3, 3))).toEqual({ from: 2, to: 3 });
    expect(rangeOf(Text.of(['ab']), span(1, 3, 4))).toEqual({ from: 1, to: 2 });
    expect(rangeOf(Text.of(['']), span(1, 1, 2))).toBeNull();
  });

  test('what is gone has no place', () => {
    const problem: Diagnostic = {
      code: 'x', message: '', severity: 'error', hint: null, node: null, field: null, file: null, row: null, within: null,
      span: span(9, 1, 2)
    };
    expect(placeProblems(doc, [problem, { ...problem, span: null }])).toEqual([]);
  });

  test('blank lines before the magic are none that the kernel counts', () => {
    const problem: Diagnostic = {
      code: 'x', message: '', severity: 'error', hint: null, node: null, field: null, file: null, row: null, within: null,
      span: span(2, 1, 2)
    };
    const [placed] = placeProblems(Text.of(['', '  ', '%%uzo', 'ab']), [problem]);
    expect(placed).toMatchObject({ from: 10, to: 11 });
  });

  test('Python counts a character once that JavaScript counts twice', () => {
    expect(rangeOf(Text.of(['𝛼 = x']), span(1, 5, 6))).toEqual({ from: 5, to: 6 });
    expect(characterOffset('𝛼 = x', 5)).toBe(4);
  });
});

describe('the type of a cell', () => {
  function cell(source: string) {
    const changed = new Signal<object, unknown>({});
    const mimeTypeChanged = new Signal<object, unknown>({});
    const model = {
      type: 'text/x-ipython',
      source,
      isDisposed: false,
      mimeTypeChanged,
      sharedModel: { changed, getSource: () => model.source },
      get mimeType() {
        return model.type;
      },
      set mimeType(value: string) {
        if (value !== model.type) {
          model.type = value;
          mimeTypeChanged.emit(null);
        }
      },
      write(text: string) {
        model.source = text;
        changed.emit(null);
      }
    };
    new CellMimeType(model as unknown as CodeEditor.IModel, () => Promise.resolve());
    return model;
  }

  test('only the magic makes a cell ours', () => {
    expect(['%%uzo', '%%uzo late', '\n%%uzo x\n'].map(isWorkflowCell)).toEqual([true, true, true]);
    expect(['%%uzoo', 'x = 1\n%%uzo', '%uzo list', '# %%uzo'].map(isWorkflowCell)).toEqual([false, false, false, false]);
  });

  test('it is set when the language is there, and again when a notebook resets it', async () => {
    const model = cell('%%uzo late');
    await Promise.resolve();
    await Promise.resolve();
    expect(model.mimeType).toBe(UZO_MIME);
    model.mimeType = 'text/x-python';
    expect(model.mimeType).toBe(UZO_MIME);
    model.write('print(1)');
    expect(model.mimeType).toBe('text/x-python');
  });

  test('other cells are left alone', async () => {
    const model = cell('print(1)');
    await Promise.resolve();
    expect(model.mimeType).toBe('text/x-ipython');
  });
});

test('a cell has the workflow that came last', () => {
  const workflows = new LiveWorkflows({} as Host);
  const saved = savedSource({ version: 1, modelId: 'm', graph: { name: '', nodes: [], edges: [], parameters: [], groups: [], notes: [] }, nodes: {}, diagnostics: [], run: null, tables: [] });
  workflows.add({ ...saved, id: 'one', cellId: 'c' });
  workflows.add({ ...saved, id: 'two', cellId: 'c' });
  expect(workflows.ofCell('c')?.id).toBe('two');
  workflows.remove('two');
  expect(workflows.ofCell('c')?.id).toBe('one');
  expect(workflows.ofCell('d')).toBeUndefined();
});
