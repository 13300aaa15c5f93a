import type { FieldProps } from '@rjsf/utils';
import { useRef, useState } from 'react';
import { CloseIcon, PlusIcon } from '../../editor/icons';
import type { FieldSchema, FormContext } from '../context';
import { useNextFocus } from '../useNextFocus';
import { Choices } from './Choices';
import { namesOf } from './ColumnsField';

/** Columns of one side, each with its partner of the other: two settings that belong together. */
export function PairsField({ formData, schema, idSchema, formContext, name }: FieldProps): JSX.Element {
  const { inputs, pair = '', pairInputs } = schema as FieldSchema;
  const context = formContext as FormContext;
  const left = namesOf(formData);
  const right = namesOf(context.value(pair));
  const [open, setOpen] = useState(false);
  const count = Math.max(left.length, right.length) + (open ? 1 : 0);
  const rows = Array.from({ length: count }, (_each, index) => [left[index] ?? '', right[index] ?? ''] as const);
  const set = (next: (readonly [string, string])[]) => {
    const filled = next.filter(([a, b]) => a || b);
    setOpen(next.length > filled.length && open);
    context.change({ [name]: oneOrMore(filled.map(([a]) => a)), [pair]: oneOrMore(filled.map(([, b]) => b)) });
  };
  const host = useRef<HTMLDivElement>(null);
  const focusNext = useNextFocus(host);
  const add = () => {
    focusNext(`.uzo-pair:nth-child(${open ? count : count + 1}) input`);
    setOpen(true);
  };
  const remove = (index: number) => {
    focusNext(`.uzo-pair:nth-child(${Math.min(index, count - 2) + 1}) input`, '.uzo-add-row');
    setOpen(false);
    set(rows.filter((_row, at) => at !== index));
  };
  const choices = (of: readonly string[] | undefined) =>
    context.columns(of).map(column => ({ value: column.name, detail: column.dtype }));
  return (
    <div ref={host} className="uzo-pairs" id={idSchema.$id} role="group" aria-label={pairsTitle(schema.title)}>
      {rows.map(([a, b], index) => (
        <div key={index} className="uzo-pair">
          <Choices
            id={`${idSchema.$id}-${index}-left`}
            label={`Left key ${index + 1}`}
            value={a}
            placeholder="left"
            choices={choices(inputs)}
            onChange={value => set(rows.map((row, at) => (at === index ? [value, row[1]] : row)))}
          />
          <span aria-hidden="true">=</span>
          <Choices
            id={`${idSchema.$id}-${index}-right`}
            label={`Right key ${index + 1}`}
            value={b}
            placeholder="right"
            choices={choices(pairInputs)}
            onChange={value => set(rows.map((row, at) => (at === index ? [row[0], value] : row)))}
          />
          <button
            type="button"
            className="uzo-icon-button"
            aria-label={`Remove pair ${index + 1}`}
            onClick={() => remove(index)}
          >
            <CloseIcon />
          </button>
        </div>
      ))}
      <button type="button" className="uzo-add-row" onClick={add}>
        <PlusIcon /> Pair of keys
      </button>
    </div>
  );
}

/** The setting itself is about the left side only. */
export function pairsTitle(title = 'Keys'): string {
  const bare = title.replace(/^Left /, '');
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)} (left = right)`;
}

/** As a person writes it: one name stands alone. */
function oneOrMore(names: string[]): string | string[] {
  return names.length === 1 ? (names[0] ?? '') : names;
}
