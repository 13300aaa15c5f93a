import { useEffect, useId, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { byFamily, FAMILY_TITLES, found, type FamilyName } from '../edit/operations';
import type { OperationInfo } from '../protocol/generated';
import { focused } from '../view/hooks';
import { NodeIcon } from './families';

export const DRAG_TYPE = 'application/x-uzo-operation';

interface Props {
  /** Null while they are not known yet. */
  readonly operations: readonly OperationInfo[] | null;
  readonly label: string;
  readonly draggable?: boolean;
  choose(operation: OperationInfo): void;
  cancel(): void;
}

/** Operations to choose from: type to search, arrows to walk, Enter to take. */
export function OperationList({ operations, label, draggable, choose, cancel }: Props): JSX.Element {
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const hits = found(operations ?? [], search);
  const groups: [FamilyName | null, OperationInfo[]][] = search.trim() ? [[null, hits]] : byFamily(hits);
  const order = groups.flatMap(([, members]) => members);
  const active = Math.min(at, order.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, search]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = order[active];
    if (step && order.length > 0) {
      setAt((active + step + order.length) % order.length);
    } else if (event.key === 'Enter' && chosen) {
      choose(chosen);
      (event.currentTarget as HTMLInputElement).select(); // the next word takes the place of this one
    } else if (event.key === 'Escape') {
      cancel();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="uzo-operations nowheel nopan nodrag">
      <input
        type="text"
        className="uzo-search"
        role="combobox"
        aria-expanded={order.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={order[active] ? `${id}-${active}` : undefined}
        aria-label={label}
        placeholder="Search operations"
        autoComplete="off"
        spellCheck={false}
        ref={focused}
        onKeyDown={onKeyDown}
        value={search}
        onChange={event => {
          setSearch(event.target.value);
          setAt(0);
        }}
      />
      {order.length === 0 && (
        <p className="uzo-empty" role="status">
          {operations ? 'Nothing found.' : 'Loading…'}
        </p>
      )}
      <div className="uzo-operation-list" hidden={order.length === 0} role="listbox" id={`${id}-list`} aria-label={label} ref={list}>
        {groups.map(([family, members]) => (
          <div key={family ?? 'found'} role="group" aria-label={family ? FAMILY_TITLES[family] : 'Found'}>
            {family && <div className="uzo-family-title">{FAMILY_TITLES[family]}</div>}
            {members.map(operation => {
              const index = order.indexOf(operation);
              return (
                <Option
                  key={index}
                  id={`${id}-${index}`}
                  operation={operation}
                  active={index === active}
                  draggable={draggable ?? false}
                  choose={() => choose(operation)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly operation: OperationInfo;
  readonly active: boolean;
  readonly draggable: boolean;
  choose(): void;
}

function Option({ id, operation, active, draggable, choose }: OptionProps): JSX.Element {
  const onDragStart = (event: DragEvent) => {
    const { nodeType, config } = operation;
    event.dataTransfer.setData(DRAG_TYPE, JSON.stringify({ nodeType, config }));
    event.dataTransfer.effectAllowed = 'copy';
    event.stopPropagation();
  };
  return (
    <div
      id={id}
      className="uzo-operation"
      role="option"
      aria-selected={active}
      data-word={operation.word}
      data-family={iconFamily(operation.family)}
      title={operation.summary}
      draggable={draggable}
      onDragStart={onDragStart}
      tabIndex={-1}
      onClick={choose}
      onKeyDown={event => event.key === 'Enter' && choose()}
    >
      <NodeIcon
        node={{
          nodeType: operation.nodeType,
          operation: String(operation.config.connectorType ?? operation.config.operation),
          inputs: [...operation.inputs]
        }}
      />
      <span>{operation.title}</span>
      <code>{operation.word}</code>
    </div>
  );
}

function iconFamily(family: FamilyName): string {
  return family === 'genai' ? 'ai' : family === 'agentic' ? 'agent' : family;
}
