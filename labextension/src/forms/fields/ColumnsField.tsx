import type { FieldProps } from '@rjsf/utils';
import { useRef, useState, type KeyboardEvent } from 'react';
import { CloseIcon } from '../../editor/icons';
import type { Column } from '../../protocol/generated';
import { shortDtype } from '../../state/dtypes';
import type { FieldSchema, FormContext } from '../context';
import { useNextFocus } from '../useNextFocus';
import { Choices } from './Choices';

/** One column of an input. */
export function ColumnField({ formData, onChange, schema, idSchema, formContext }: FieldProps): JSX.Element {
  const columns = (formContext as FormContext).columns((schema as FieldSchema).inputs);
  return (
    <Choices
      id={idSchema.$id}
      value={typeof formData === 'string' ? formData : ''}
      choices={columns.map(({ name, dtype }) => ({ value: name, detail: shortDtype(dtype) }))}
      onChange={value => onChange(value || undefined)}
    />
  );
}

/** Several columns, in an order that counts. */
export function ColumnsField({ formData, onChange, schema, idSchema, formContext }: FieldProps): JSX.Element {
  const columns = (formContext as FormContext).columns((schema as FieldSchema).inputs);
  const chosen = namesOf(formData);
  return <Columns id={idSchema.$id} columns={columns} chosen={chosen} onChange={onChange} />;
}

/** A single name may stand alone. */
export function namesOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [];
}

const REMOVING = new Set(['Delete', 'Backspace', 'Enter']);

interface ColumnsProps {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly chosen: readonly string[];
  onChange(names: string[]): void;
}

function Columns({ id, columns, chosen, onChange }: ColumnsProps): JSX.Element {
  const [typed, setTyped] = useState('');
  const host = useRef<HTMLDivElement>(null);
  const focusNext = useNextFocus(host);
  const known = new Set(columns.map(({ name }) => name));
  const add = (name: string) => {
    if (name && !chosen.includes(name)) {
      onChange([...chosen, name]);
    }
    setTyped('');
  };
  const move = (index: number, step: number) => {
    const next = [...chosen];
    const [name] = next.splice(index, 1);
    const to = Math.min(Math.max(0, index + step), next.length);
    next.splice(to, 0, name as string);
    focusNext(chipAt(to));
    onChange(next);
  };
  const remove = (index: number) => {
    const neighbour = Math.min(index, chosen.length - 2);
    focusNext(neighbour < 0 ? 'input' : chipAt(neighbour));
    onChange(chosen.filter((_name, at) => at !== index));
  };
  const onChipKey = (event: KeyboardEvent, index: number) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && event.altKey) {
      event.preventDefault();
      move(index, step);
    } else if (REMOVING.has(event.key)) {
      event.preventDefault();
      if (!event.repeat) {
        remove(index); // the next chip has the focus then: a held key would take that away as well
      }
    }
  };
  return (
    <div className="uzo-columns" ref={host}>
      {chosen.length > 0 && (
        <ul className="uzo-chips" aria-label="Chosen columns">
          {chosen.map((name, index) => (
            <li key={name} className="uzo-column-chip" data-unknown={(columns.length > 0 && !known.has(name)) || undefined}>
              <span>{name}</span>
              <button
                type="button"
                aria-label={`Remove ${name}`}
                title="Enter removes, Alt and arrow keys move"
                onKeyDown={event => onChipKey(event, index)}
                onClick={() => remove(index)}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Choices
        id={id}
        value={typed}
        placeholder="Add a column"
        choices={columns
          .filter(({ name }) => !chosen.includes(name))
          .map(({ name, dtype }) => ({ value: name, detail: shortDtype(dtype) }))}
        onChange={setTyped}
        onChoose={add}
        onErase={() => chosen.length > 0 && onChange(chosen.slice(0, -1))}
      />
    </div>
  );
}

function chipAt(index: number): string {
  return `.uzo-chips > :nth-child(${index + 1}) button`;
}
