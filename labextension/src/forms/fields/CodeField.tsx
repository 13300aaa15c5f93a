import type { FieldProps } from '@rjsf/utils';
import type { FormContext } from '../context';
import { ExpressionEditor } from './ExpressionField';

/** Lines of Python, which runs in a run only: nothing is known of its names that could be completed. */
export function CodeField({ formData, onChange, schema, idSchema, formContext, name }: FieldProps): JSX.Element {
  const context = formContext as FormContext;
  return (
    <ExpressionEditor
      id={idSchema.$id}
      label={schema.title ?? 'Code'}
      value={typeof formData === 'string' ? formData : ''}
      context={context}
      problems={context.problems(name)}
      isCode
      onChange={value => onChange(value || undefined)}
    />
  );
}
