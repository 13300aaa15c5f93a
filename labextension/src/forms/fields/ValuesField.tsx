import type { FieldProps } from '@rjsf/utils';
import { useState } from 'react';
import type { JsonValue } from '../../protocol/generated';

/** One value of any simple type: quotes make a text of what would be a number. */
export function ValueField({ formData, onChange, idSchema }: FieldProps): JSX.Element {
  return (
    <Text
      id={idSchema.$id}
      shown={formData === undefined || formData === null ? '' : valueText(formData)}
      placeholder='0, 2.5, true or "text"'
      commit={text => onChange(text.trim() === '' ? undefined : valueOf(text))}
    />
  );
}

/** Several values, separated by commas. */
export function ValuesField({ formData, onChange, idSchema }: FieldProps): JSX.Element {
  const values: JsonValue[] = Array.isArray(formData) ? formData : [];
  return (
    <Text
      id={idSchema.$id}
      shown={values.map(valueText).join(', ')}
      placeholder="a, b, 3"
      commit={text => onChange(valuesOf(text))}
    />
  );
}

function Text(props: { id: string; shown: string; placeholder: string; commit: (text: string) => void }): JSX.Element {
  const { id, shown, placeholder, commit } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const end = () => {
    if (draft !== null && draft !== shown) {
      commit(draft);
    }
    setDraft(null);
  };
  return (
    <input
      id={id}
      type="text"
      value={draft ?? shown}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      onChange={event => setDraft(event.target.value)}
      onBlur={end}
      onKeyDown={event => event.key === 'Enter' && end()}
    />
  );
}

/** A text that would be read as something else stands in quotes. */
export function valueText(value: JsonValue): string {
  if (typeof value !== 'string') {
    return JSON.stringify(value);
  }
  return typeof valueOf(value) === 'string' && !/[",]|^\s|\s$/.test(value) ? value : JSON.stringify(value);
}

export function valueOf(text: string): JsonValue {
  const bare = text.trim();
  if (/^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|".*")$/.test(bare)) {
    try {
      return JSON.parse(bare) as JsonValue;
    } catch {
      return bare;
    }
  }
  return bare;
}

/** A value, or nothing at all, which is written as null. */
export function simpleValue(text: string): JsonValue {
  return text.trim() === 'null' ? null : valueOf(text);
}

/** Commas within quotes separate nothing. */
export function valuesOf(text: string): JsonValue[] {
  const parts = text.match(/\s*"(?:[^"\\]|\\.)*"\s*|[^,]+/g) ?? [];
  return parts.filter(part => part.trim() !== '').map(valueOf);
}
