import { FormComponent } from '@jupyterlab/ui-components';
import type { IChangeEvent } from '@rjsf/core';
import type { FieldTemplateProps, ObjectFieldTemplateProps, UiSchema } from '@rjsf/utils';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useEditing, type Editing } from '../editor/editing';
import type { Column, Diagnostic, Graph, GraphNode, JsonValue } from '../protocol/generated';
import type { WorkflowStore } from '../state/store';
import { nodeState } from '../state/workflow';
import { useSlice, useView } from '../view/context';
import { useLatest } from '../view/hooks';
import { fieldsOf, type FieldSchema, type FormContext } from './context';
import { same, shownOf, type Settings } from './draft';
import { FIELDS } from './fields';
import { pairsTitle } from './fields/PairsField';
import { SettingsDraft, shownOver, type Told } from './settingsDraft';
import { trusting } from './validator';

/** JupyterLab's form is typed for one kind of data. */
type LabForm = Parameters<typeof FormComponent>[0];

interface Props {
  readonly node: GraphNode;
  readonly form: Settings;
  readonly problems: readonly Diagnostic[];
}

/** The settings of a node, from the JSON Schema of its operation. */
export function ConfigForm({ node, form, problems }: Props): JSX.Element {
  const { data, change, leave } = useDraft(node, form);
  const context = useFormContext(node, problems, data, change);
  const uiSchema = useMemo(() => uiSchemaOf(form), [form]);
  const onChange = ({ formData }: IChangeEvent<Record<string, unknown>>, id?: string) => {
    // rjsf also tells of defaults that it has filled in by itself.
    if (id !== undefined && formData) {
      change(formData);
    }
  };
  return (
    <div className="uzo-form" onBlur={leave}>
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
  const custom = Object.entries(fieldsOf(form)).flatMap(([name, field]) => {
    const own = fieldNameOf(field);
    const title = field.format === 'pairs' ? pairsTitle(field.title) : field.title;
    return own ? [[name, { 'ui:field': own, 'ui:title': title }] as const] : [];
  });
  return Object.fromEntries(custom);
}

function fieldNameOf({ format, type, enum: choices }: FieldSchema): string | undefined {
  if (format && Object.hasOwn(FIELDS, format)) {
    return format;
  }
  return choices ? undefined : { boolean: 'flag', integer: 'number', number: 'number' }[type ?? ''];
}

interface Draft {
  readonly data: Settings;
  change(data: Settings): void;
  /** The person has left a field. */
  leave(): void;
}

/** What a person has entered, over what the kernel says. */
function useDraft(node: GraphNode, form: Settings): Draft {
  const editing = useEditing();
  const { store } = useView();
  const told = useMemo(() => shownOf(node.config, form), [node.config, form]);
  const latest = useLatest({ told, form, editing, store, node });
  const [draft] = useState(() => new SettingsDraft(() => toldNow(latest.current)));
  const entries = useSyncExternalStore(draft.subscribe, draft.snapshot);
  const data = useMemo(() => shownOver(told, entries), [told, entries]);
  const change = useCallback((next: Settings) => draft.change(next), [draft]);
  // Another node is shown, or the form is closed: what was entered is not lost.
  useEffect(() => draft.leave, [draft]);
  return { data, change, leave: draft.leave };
}

interface Latest {
  readonly told: Settings;
  readonly form: Settings;
  readonly editing: Editing | null;
  readonly store: WorkflowStore;
  readonly node: GraphNode;
}

function toldNow({ told, form, editing, store, node }: Latest): Told {
  return {
    told,
    form,
    send: change =>
      editing && isPresent(store.state.graph, node)
        ? editing.edit({ kind: 'configure', node: node.id, ...change })
        : Promise.resolve(false)
  };
}

/** A node that became something else in the text has no use for the settings of what it was. */
function isPresent(graph: Graph, node: GraphNode): boolean {
  const now = graph.nodes.find(({ id }) => id === node.id);
  return now?.nodeType === node.nodeType && now.operation === node.operation && now.title === node.title;
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
