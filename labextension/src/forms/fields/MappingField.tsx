import type { FieldProps } from '@rjsf/utils';
import { useRef, useState } from 'react';
import { CloseIcon, PlusIcon } from '../../editor/icons';
import { shortDtype } from '../../state/dtypes';
import type { JsonValue } from '../../protocol/generated';
import { same } from '../draft';
import type { FieldSchema, FormContext } from '../context';
import { useNextFocus } from '../useNextFocus';
import { Choices, type Choice } from './Choices';
import { ExpressionEditor } from './ExpressionField';
import { simpleValue, valueText } from './ValuesField';

type Row = readonly [key: string, entry: string];

const DTYPES = ['Int64', 'Int32', 'Float64', 'String', 'Boolean', 'Date', "Datetime('us')", 'Time', 'Categorical', 'Decimal(12, 2)'];

/** A table of pairs: new columns and their expressions, columns and their types, old and new names, names and values. */
export function MappingField({ formData, onChange, schema, idSchema, formContext, name }: FieldProps): JSX.Element {
  const context = formContext as FormContext;
  const { keys, entries, inputs } = schema as FieldSchema;
  const told = Object.entries((formData ?? {}) as Record<string, unknown>).map(([a, b]): Row => [a, textOf(b, entries)]);
  // Rows that are not complete, or whose keys clash, are no mapping yet: they live here only.
  const [draft, setDraft] = useState<{ readonly told: readonly Row[]; readonly rows: readonly Row[] } | null>(null);
  const rows = draft && same(draft.told, told) ? draft.rows : told;
  const set = (next: readonly Row[]) => {
    const filled = next.filter(([key, entry]) => key && entry);
    const mapping = Object.fromEntries(filled.map(([key, entry]) => [key, entries === 'value' ? simpleValue(entry) : entry]));
    setDraft({ told: Object.entries(mapping).map(([key, value]): Row => [key, textOf(value, entries)]), rows: next });
    if (Object.keys(mapping).length === filled.length && !same(mapping, formData ?? {})) {
      onChange(mapping);
    }
  };
  const put = (index: number, row: Row) => set(rows.map((old, at) => (at === index ? row : old)));
  const columns: Choice[] = context
    .columns(inputs)
    .map(column => ({ value: column.name, detail: shortDtype(column.dtype) }));
  const keyWord = (entries === 'value' ? undefined : KEY_WORDS[keys ?? '']) ?? 'Name';
  const entryWord = ENTRY_WORDS[entries ?? ''] ?? 'New name';
  const id = idSchema.$id;
  const host = useRef<HTMLDivElement>(null);
  const focusNext = useNextFocus(host);
  const add = () => {
    focusNext(rowAt(rows.length));
    set([...rows, ['', '']]);
  };
  const remove = (index: number) => {
    focusNext(rowAt(Math.min(index, rows.length - 2)), '.uzo-add-row');
    set(rows.filter((_row, at) => at !== index));
  };
  return (
    <div ref={host} className="uzo-mapping" id={id} role="group" aria-label={schema.title}>
      {rows.map(([key, entry], index) => (
        <div key={index} className="uzo-mapping-row" data-key={key}>
          <Choices
            id={`${id}-${index}-key`}
            label={`${keyWord} ${index + 1}`}
            value={key}
            placeholder={keyWord.toLowerCase()}
            choices={keys === 'column' ? columns : []}
            onChange={value => put(index, [value, entry])}
          />
          {entries === 'expression' ? (
            <ExpressionEditor
              id={`${id}-${index}-entry`}
              label={`Expression ${index + 1}`}
              value={entry}
              context={context}
              problems={context.problems(name).filter(problem => problem.field === `${name}.${key}`)}
              onChange={value => put(index, [key, value])}
            />
          ) : (
            <Choices
              id={`${id}-${index}-entry`}
              label={`${entryWord} ${index + 1}`}
              value={entry}
              placeholder={entryWord.toLowerCase()}
              choices={entries === 'dtype' ? DTYPES.map(value => ({ value })) : []}
              onChange={value => put(index, [key, value])}
            />
          )}
          <button
            type="button"
            className="uzo-icon-button"
            aria-label={`Remove row ${index + 1}`}
            onClick={() => remove(index)}
          >
            <CloseIcon />
          </button>
        </div>
      ))}
      <button type="button" className="uzo-add-row" onClick={add}>
        <PlusIcon /> {entries === 'expression' ? 'Column' : 'Row'}
      </button>
    </div>
  );
}

/** The first field of a row; of none for a row that is not there. */
function rowAt(index: number): string {
  return `.uzo-mapping-row:nth-child(${index + 1}) input`;
}

const KEY_WORDS: Readonly<Record<string, string>> = { column: 'Column', text: 'New column' };

const ENTRY_WORDS: Readonly<Record<string, string>> = { dtype: 'Type', value: 'Value' };

function textOf(value: unknown, entries: string | undefined): string {
  if (entries === 'value') {
    return value === 'null' ? '"null"' : valueText(value as JsonValue);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
