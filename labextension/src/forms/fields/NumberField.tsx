import type { FieldProps } from '@rjsf/utils';
import { useState } from 'react';

const CHARACTERS = /^[-+.,\deE]*$/;

/** A number. What is none is not taken, and the field says so. */
export function NumberField({ formData, onChange, schema, idSchema }: FieldProps): JSX.Element {
  const whole = schema.type === 'integer';
  const [wrong, setWrong] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const enter = ({ value, validity }: HTMLInputElement) => {
    const isNumber = !validity.badInput && (!whole || Number.isInteger(Number(value)));
    setWrong(!isNumber);
    setDraft(isNumber ? null : value);
    if (isNumber) {
      onChange(value === '' ? undefined : Number(value));
    }
  };
  const problem = `${idSchema.$id}-problem`;
  return (
    <>
      <input
        id={idSchema.$id}
        type="number"
        step={whole ? 1 : 'any'}
        value={draft ?? (typeof formData === 'number' ? String(formData) : '')}
        placeholder={schema.default === undefined ? undefined : String(schema.default)}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? problem : undefined}
        // Browsers take no letters into such a field, and leave who typed them without a word.
        onBeforeInput={event => setWrong(!CHARACTERS.test((event.nativeEvent as InputEvent).data ?? ''))}
        onChange={event => enter(event.target)}
        onBlur={({ target }) => draft === null && !target.validity.badInput && setWrong(false)}
      />
      {wrong && (
        <p id={problem} className="uzo-field-problem" role="alert">
          {whole ? 'A whole number must stand here.' : 'A number must stand here.'}
        </p>
      )}
    </>
  );
}
