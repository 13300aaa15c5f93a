import { FormComponent } from '@jupyterlab/ui-components';
import type { IChangeEvent } from '@rjsf/core';
import type { FieldTemplateProps, ObjectFieldTemplateProps, UiSchema } from '@rjsf/utils';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useEditing } from '../editor/editing';
import type { Column, Diagnostic, GraphNode, JsonValue } from '../protocol/generated';
import { nodeState } from '../state/workflow';
import { useSlice, useView } from '../view/context';
import { useLatest } from '../view/hooks';
import { fieldsOf, type FormContext } from './context';
import { changesOf, same, shownOf, type Settings } from './draft';
import { FIELDS } from './fields';
import { trusting } from './validator';

/** After so long without a key the change is carried out, and its effect is seen. */
const PAUSE = 350;

/** JupyterLab's form is typed for one kind of data. */
type LabForm = Parameters<typeof FormComponent>[0];

interface Props {
  readonly node: GraphNode;
  readonly form: Settings;
  readonly problems: readonly Diagnostic[];
}

/** The settings of a node, from the JSON Schema of its operation. */
export function ConfigForm({ node, form, problems }: Props): JSX.Element {
  const { data, change, flush } = useDraft(node, form);
  const context = useFormContext(node, problems, data, change);
  const uiSchema = useMemo(() => uiSchemaOf(form), [form]);
  const onChange = ({ formData }: IChangeEvent<Record<string, unknown>>, id?: string) => {
    // rjsf also tells of defaults that it has filled in by itself.
    if (id !== undefined && formData) {
      change(formData);
    }
  };
  return (
    <div className="uzo-form" onBlur={flush}>
      <FormComponent
        schema={form as LabForm['schema']}
        uiSchema={uiSchema as LabForm['uiSchema']}
        validator={trusting as LabForm['validator']}
        noValidate
        formData={data as LabForm['formData']}
        formContext={context}
        fields={FIELDS as LabForm['fields']}
        templates={TEMPLATES as LabForm['templates']}
        showModifiedFromDefault={false}
        compact
        tagName="div"
        idPrefix={`uzo-${node.id}`}
        onChange={onChange as LabForm['onChange']}
      />
    </div>
  );
}

const TEMPLATES = { FieldTemplate: Field, ObjectFieldTemplate: Fields };

/** What is rarely needed stands behind a line that opens it; settings that were made there are not hidden. */
function Fields({ properties, formData, schema }: ObjectFieldTemplateProps): JSX.Element {
  const fields = fieldsOf(schema as Settings);
  const advanced = properties.filter(({ name }) => fields[name]?.advanced);
  const used = advanced.some(({ name }) => !same((formData as Settings)[name], fields[name]?.default));
  return (
    <>
      {properties.filter(({ name }) => !fields[name]?.advanced).map(({ content }) => content)}
      {advanced.length > 0 && (
        <details className="uzo-advanced" open={used || undefined}>
          <summary>More settings</summary>
          {advanced.map(({ content }) => content)}
        </details>
      )}
    </>
  );
}

function Field({ id, label, schema, children, formContext, required }: FieldTemplateProps): JSX.Element {
  const { description, properties } = schema;
  const name = id.slice(id.lastIndexOf('_') + 1);
  if (properties) {
    return <>{children}</>;
  }
  const problems = (formContext as FormContext).problems(name);
  const check = schema.type === 'boolean';
  return (
    <div className="uzo-field" data-field={name} data-wrong={problems.length > 0 || undefined}>
      {!check && (
        <label htmlFor={id} title={description}>
          {label}
          {required && <span aria-hidden="true"> *</span>}
        </label>
      )}
      <div className="uzo-field-value">{children}</div>
      {problems.map((problem, index) => (
        <p key={index} className="uzo-field-problem" data-severity={problem.severity} role="note">
          {problem.message} {problem.hint}
        </p>
      ))}
    </div>
  );
}

function uiSchemaOf(form: Settings): UiSchema {
  const custom = Object.entries(fieldsOf(form)).flatMap(([name, { format, type }]) =>
    format && Object.hasOwn(FIELDS, format)
      ? [[name, { 'ui:field': format }] as const]
      : type === 'boolean'
        ? [[name, { 'ui:field': 'flag' }] as const]
        : []
  );
  return Object.fromEntries(custom);
}

interface Draft {
  readonly data: Settings;
  change(data: Settings): void;
  /** Does not wait any longer. */
  flush(): void;
}

/** What a person has entered; after a pause it goes to the kernel, whose answer is what is shown. */
function useDraft(node: GraphNode, form: Settings): Draft {
  const editing = useEditing();
  const told = useMemo(() => shownOf(node.config, form), [node.config, form]);
  const [draft, setDraft] = useState({ told, data: told });
  const data = same(draft.told, told) ? draft.data : told;
  const latest = useLatest({ told, form, editing, node: node.id });
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; data: Settings } | null>(null);
  const flush = useCallback(() => {
    if (waiting.current === null) {
      return;
    }
    clearTimeout(waiting.current.timer);
    const entered = waiting.current.data;
    waiting.current = null;
    const now = latest.current;
    const { values, unset } = changesOf(now.told, entered, now.form);
    if (Object.keys(values).length > 0 || unset.length > 0) {
      now.editing?.edit({ kind: 'configure', node: now.node, values, unset });
    }
  }, [latest]);
  const change = useCallback(
    (next: Settings) => {
      if (waiting.current !== null) {
        clearTimeout(waiting.current.timer);
      }
      waiting.current = { timer: setTimeout(flush, PAUSE), data: next };
      setDraft({ told: latest.current.told, data: next });
    },
    [flush, latest]
  );
  // Another node is shown, or the form is closed: what was entered is not lost.
  useEffect(() => flush, [flush]);
  return { data, change, flush };
}

function useFormContext(
  node: GraphNode,
  problems: readonly Diagnostic[],
  data: Settings,
  change: Draft['change']
): FormContext {
  const { store, host, link, folder } = useView();
  const graph = useSlice(store, state => state.graph);
  const nodes = useSlice(store, state => state.nodes);
  return useMemo((): FormContext => {
    const columnsOf = (id: string | undefined): readonly Column[] =>
      id === undefined ? [] : (nodeState({ ...store.state, nodes }, id).columns ?? []);
    const feeding = (handle: string) =>
      graph.edges.find(edge => edge.target === node.id && edge.targetHandle === handle)?.source;
    const known = node.inputs.map(handle => columnsOf(feeding(handle)));
    return {
      facts: JSON.stringify([problems, data, known, node.inputs.length > 0 || columnsOf(node.id)]),
      columns: inputs => {
        if (node.inputs.length === 0) {
          return columnsOf(node.id);
        }
        return unique((inputs ?? node.inputs).flatMap(handle => [...columnsOf(feeding(handle))]));
      },
      problems: field => problems.filter(each => each.field === field || each.field?.startsWith(`${field}.`)),
      value: field => data[field],
      change: values => change({ ...data, ...(values as Record<string, JsonValue>) }),
      host,
      complete: async (text, offset) => (await link?.complete(node.id, text, offset)) ?? [],
      folder,
      node: node.id
    };
  }, [store, nodes, graph, node, problems, data, change, host, link, folder]);
}

function unique(columns: readonly Column[]): Column[] {
  return [...new Map(columns.map(column => [column.name, column])).values()];
}
