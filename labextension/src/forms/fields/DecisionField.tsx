import type { FieldProps } from '@rjsf/utils';

const WORDS = { '': 'Nothing said', true: 'Yes', false: 'No' } as const;

/** Yes, no, or nothing said, which is neither. */
export function DecisionField({ formData, onChange, schema, idSchema }: FieldProps): JSX.Element {
  const value = typeof formData === 'boolean' ? String(formData) : '';
  return (
    <select
      id={idSchema.$id}
      title={schema.description}
      value={value}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value === 'true')}
    >
      {Object.entries(WORDS).map(([each, word]) => (
        <option key={each} value={each}>
          {word}
        </option>
      ))}
    </select>
  );
}
