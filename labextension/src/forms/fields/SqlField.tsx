import type { FieldProps } from '@rjsf/utils';

/** A query, on as many lines as it needs. */
export function SqlField({ formData, onChange, idSchema }: FieldProps): JSX.Element {
  const text = typeof formData === 'string' ? formData : '';
  return (
    <textarea
      id={idSchema.$id}
      className="uzo-code"
      value={text}
      rows={Math.min(12, Math.max(3, text.split('\n').length + 1))}
      placeholder="select * from orders"
      spellCheck={false}
      onChange={event => onChange(event.target.value || undefined)}
    />
  );
}
