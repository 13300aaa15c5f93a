import type { Column, CompletionItem, Diagnostic, JsonValue } from '../protocol/generated';
import type { Host } from '../state/host';

/** What the fields of a form share. */
export interface FormContext {
  /** Everything that the answers below depend on: the form compares no functions, and would not be drawn anew. */
  readonly facts: string;
  /** The columns of an input; of the node itself where it has none. */
  columns(inputs: readonly string[] | undefined): readonly Column[];
  /** What is wrong with a setting, or a part of it. */
  problems(field: string): readonly Diagnostic[];
  /** A setting that another field edits along. */
  value(field: string): JsonValue;
  change(values: Readonly<Record<string, JsonValue>>): void;
  readonly host: Host | null;
  complete(text: string, offset: number): Promise<readonly CompletionItem[]>;
  /** The folder where paths start, in Jupyter's own spelling. */
  folder(): string;
  readonly node: string;
}

/** A property as Python describes it: see `uzo_jupyter/operations/forms.py`. */
export interface FieldSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly JsonValue[];
  readonly default?: JsonValue;
  readonly advanced?: boolean;
  readonly inputs?: readonly string[];
  readonly pair?: string;
  readonly pairInputs?: readonly string[];
  readonly keys?: string;
  readonly entries?: string;
}

export function fieldsOf(form: Readonly<Record<string, JsonValue>>): Readonly<Record<string, FieldSchema>> {
  return (form.properties ?? {}) as Record<string, FieldSchema>;
}
