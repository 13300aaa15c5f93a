import type { FieldProps } from '@rjsf/utils';
import { useEffect, useRef } from 'react';
import type { Diagnostic } from '../../protocol/generated';
import { useLatest } from '../../view/hooks';
import type { FormContext } from '../context';
import { expressionEditor, type ExpressionView } from '../expressionEditor';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly context: FormContext;
  readonly problems: readonly Diagnostic[];
  /** Whether it is code on several lines, in which nothing is completed. */
  readonly isCode?: boolean;
  onChange(value: string): void;
}

/**
 * An expression, with what is wrong under its characters, or lines of Python: those run in a run only, and nothing is
 * known of their names that could be completed.
 */
export function ExpressionField({ formData, onChange, schema, idSchema, formContext, name }: FieldProps): JSX.Element {
  const context = formContext as FormContext;
  return (
    <ExpressionEditor
      id={idSchema.$id}
      label={schema.title ?? 'Expression'}
      value={typeof formData === 'string' ? formData : ''}
      context={context}
      problems={context.problems(name)}
      isCode={schema.format === 'code'}
      onChange={value => onChange(value || undefined)}
    />
  );
}

/** A line of code that completes columns, functions and methods; Enter and Tab leave it, Shift+Enter breaks the line. */
export function ExpressionEditor({ id, label, value, context, problems, isCode = false, onChange }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<ExpressionView | null>(null);
  const latest = useLatest({ value, context, onChange });
  const { languages } = context.host ?? {};
  useEffect(() => {
    if (!host.current) {
      return;
    }
    const view = expressionEditor(host.current, {
      id,
      label,
      text: latest.current.value,
      languages: languages ?? null,
      complete: isCode ? null : (text, offset) => latest.current.context.complete(text, offset),
      onChange: text => latest.current.onChange(text)
    });
    editor.current = view;
    return () => view.destroy();
  }, [id, label, languages, isCode, latest]);
  useEffect(() => editor.current?.setText(value), [value]);
  useEffect(() => focusByLabel(host.current, id), [id]);
  useEffect(() => editor.current?.setProblems(problems), [problems]);
  return <div className="uzo-expression" data-code={isCode || undefined} ref={host} />;
}

/** The browser takes a label to a field of its own only, which an editor is not. */
function focusByLabel(host: HTMLElement | null, id: string): (() => void) | undefined {
  const label = host?.closest('.uzo-field')?.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(id)}"]`);
  const focus = () => host?.querySelector<HTMLElement>('.cm-content')?.focus();
  label?.addEventListener('click', focus);
  return label ? () => label.removeEventListener('click', focus) : undefined;
}
