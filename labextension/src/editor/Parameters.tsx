import { useId, useState, type KeyboardEvent } from 'react';
import type { GraphParameter } from '../protocol/generated';
import type { Link } from '../state/source';
import type { WorkflowStore } from '../state/store';
import { useSlice } from '../view/context';
import { fromText, toText, type ParameterValue } from './values';

interface FieldProps {
  readonly parameter: GraphParameter;
  readonly disabled: boolean;
  set(value: ParameterValue): void;
}

/** One control for each parameter of the workflow. A new value is sent when the field is left or by Enter. */
export function Parameters({ store, link }: { store: WorkflowStore; link: Link | null }): JSX.Element | null {
  const parameters = useSlice(store, state => state.graph.parameters);
  if (parameters.length === 0) {
    return null;
  }
  const set = (name: string, value: ParameterValue) => {
    const values = Object.fromEntries(parameters.map(each => [each.name, each.name === name ? value : each.value]));
    link?.send({ kind: 'set-parameters', values });
  };
  return (
    <div className="uzo-parameters" role="group" aria-label="Parameters">
      {parameters.map(parameter => {
        const Field = parameter.type === 'bool' ? CheckField : TextField;
        return (
          <Field
            key={parameter.name}
            parameter={parameter}
            disabled={!link}
            set={value => set(parameter.name, value)}
          />
        );
      })}
    </div>
  );
}

function CheckField({ parameter, disabled, set }: FieldProps): JSX.Element {
  return (
    <label className="uzo-parameter" title={parameter.description || undefined}>
      <input
        type="checkbox"
        name={parameter.name}
        checked={parameter.value === true}
        disabled={disabled}
        onChange={event => set(event.target.checked)}
      />
      <span>{parameter.name}</span>
    </label>
  );
}

function TextField({ parameter, disabled, set }: FieldProps): JSX.Element {
  const told = toText(parameter.value);
  // What is typed counts until Python tells another value.
  const [draft, setDraft] = useState({ told, text: told });
  const text = draft.told === told ? draft.text : told;
  const setText = (next: string) => setDraft({ told, text: next });
  const id = useId();
  const parsed = fromText(parameter.type, text);
  const problem = 'problem' in parsed ? parsed.problem : null;
  const commit = () => {
    if ('value' in parsed && parsed.value !== parameter.value) {
      set(parsed.value);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      commit();
    } else if (event.key === 'Escape') {
      setText(told);
    }
  };
  return (
    <label className="uzo-parameter" htmlFor={id} title={problem ?? (parameter.description || undefined)}>
      <span>{parameter.name}</span>
      <input
        id={id}
        type="text"
        inputMode={parameter.type === 'str' ? 'text' : 'decimal'}
        name={parameter.name}
        value={text}
        size={Math.max(5, Math.min(28, text.length + 1))}
        disabled={disabled}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== null}
        onChange={event => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {problem && (
        <span className="uzo-parameter-problem" role="alert">
          {problem}
        </span>
      )}
    </label>
  );
}
