import type { FieldProps } from '@rjsf/utils';
import type { Diagnostic } from '../../protocol/generated';
import type { FormContext } from '../context';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly context: FormContext;
  readonly problems: readonly Diagnostic[];
  onChange(value: string): void;
}

/** An expression, with what is wrong under its characters. */
export function ExpressionField({ formData, onChange, schema, idSchema, formContext, name }: FieldProps): JSX.Element {
  const context = formContext as FormContext;
  return (
    <ExpressionEditor
      id={idSchema.$id}
      label={schema.title ?? 'Expression'}
      value={typeof formData === 'string' ? formData : ''}
      context={context}
      problems={context.problems(name)}
      onChange={value => onChange(value || undefined)}
    />
  );
}

export function ExpressionEditor({ id, label, value, onChange }: Props): JSX.Element {
  return (
    <textarea
      id={id}
      className="uzo-code"
      aria-label={label}
      rows={1}
      value={value}
      spellCheck={false}
      onChange={event => onChange(event.target.value)}
    />
  );
}
