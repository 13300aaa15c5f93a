import type { FieldProps } from '@rjsf/utils';

/** Yes or no. A list with an answer for each column is shown as what it is: neither. */
export function FlagField({ formData, onChange, schema, idSchema }: FieldProps): JSX.Element {
  const mixed = Array.isArray(formData);
  return (
    <label className="uzo-flag" title={schema.description}>
      <input
        id={idSchema.$id}
        type="checkbox"
        checked={mixed ? false : Boolean(formData)}
        ref={element => {
          if (element) {
            element.indeterminate = mixed;
          }
        }}
        onChange={event => onChange(event.target.checked)}
      />
      <span>
        {schema.title}
        {mixed && ` (${(formData as unknown[]).map(each => (each ? 'yes' : 'no')).join(', ')})`}
      </span>
    </label>
  );
}
