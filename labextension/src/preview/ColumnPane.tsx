import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { CloseIcon } from '../editor/icons';
import type { TableQuery } from '../protocol/generated';
import type { Link } from '../state/source';
import { onEnter } from './enter';
import { Facts } from './Facts';
import type { PageColumn } from './pages';
import * as queries from './query';
import { useFacts } from './useFacts';

interface ColumnPaneProps {
  readonly node: string;
  readonly link: Link;
  readonly columns: readonly PageColumn[];
  readonly column: string;
  readonly query: TableQuery;
  /** Changes when other rows are shown. */
  readonly rows: string;
  /** Counts how often it was opened: each time it takes the focus. */
  readonly opened: number;
  choose(column: string): void;
  change(query: TableQuery): void;
  close(): void;
}

/** What there is to know of a column, and what can be done with it. */
export function ColumnPane(props: ColumnPaneProps): JSX.Element | null {
  const { node, link, columns, query, rows, opened, choose, change, close } = props;
  const column = columns.find(each => each.name === props.column) ?? columns[0];
  const list = useRef<HTMLSelectElement>(null);
  const id = useId();
  useEffect(() => list.current?.focus({ preventScroll: true }), [opened]);
  if (!column) {
    return null;
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const add = (filter: queries.Filter) => change(queries.withFilter(query, filter));
  return (
    <aside className="uzo-column" aria-label={`About the column ${column.name}`} onKeyDown={onKeyDown}>
      <div className="uzo-column-head">
        <label htmlFor={`${id}-list`}>
          Column
        </label>
        <select ref={list} id={`${id}-list`} value={column.name} onChange={event => choose(event.target.value)}>
          {columns.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" className="uzo-icon-button" title="Close" aria-label="Close the column" onClick={close}>
          <CloseIcon />
        </button>
      </div>
      <code className="uzo-column-type" title={column.dtype}>
        {column.dtype}
      </code>
      <Order column={column.name} query={query} change={change} />
      <FilterForm key={column.name} column={column} add={add} />
      <Known {...{ node, link, query, rows }} column={column.name} onValue={value => add(queries.makeFilter(column.name, '=', value))} />
    </aside>
  );
}

const ORDERS: readonly (readonly [queries.Order | null, string, string])[] = [
  ['ascending', '↑ Ascending', 'Sort ascending'],
  ['descending', '↓ Descending', 'Sort descending'],
  [null, 'None', 'Do not sort by it']
];

function Order({ column, query, change }: { column: string; query: TableQuery; change: (query: TableQuery) => void }): JSX.Element {
  const order = queries.orderOf(query, column);
  return (
    <div className="uzo-segments" role="group" aria-label={`Order by ${column}`}>
      {ORDERS.map(([each, word, title]) => (
        <button
          key={word}
          type="button"
          title={title}
          aria-pressed={order === each}
          onClick={event => change(queries.withOrder(query, column, each, event.shiftKey))}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

function FilterForm({ column, add }: { column: PageColumn; add: (filter: queries.Filter) => void }): JSX.Element {
  const ops = queries.opsOf(column.dtype);
  const [op, setOp] = useState(ops[0] as queries.FilterOp);
  const [value, setValue] = useState('');
  const valued = queries.needsValue(op);
  const submit = () => {
    if (!valued || value !== '' || op === '=' || op === '!=') {
      add(queries.makeFilter(column.name, op, value));
      setValue('');
    }
  };
  return (
    <div className="uzo-filter" role="group" aria-label={`Filter by ${column.name}`}>
      <select aria-label="Condition" value={op} onChange={event => setOp(event.target.value as queries.FilterOp)}>
        {ops.map(each => (
          <option key={each} value={each}>
            {queries.OP_WORDS[each]}
          </option>
        ))}
      </select>
      {valued && (
        <input
          aria-label="Value"
          value={value}
          maxLength={2000}
          spellCheck={false}
          placeholder={queries.placeholderOf(column.dtype)}
          onChange={event => setValue(event.target.value)}
          onKeyDown={onEnter(submit)}
        />
      )}
      <button type="button" className="uzo-small-button" onClick={submit}>
        Filter
      </button>
    </div>
  );
}

interface KnownProps {
  readonly node: string;
  readonly link: Link;
  readonly column: string;
  readonly query: TableQuery;
  readonly rows: string;
  readonly onValue: (value: string) => void;
}

function Known({ node, link, column, query, rows, onValue }: KnownProps): JSX.Element {
  const { described, problem } = useFacts(link, { node, column, query, rows });
  return (
    <div className="uzo-known" aria-busy={described === null && problem === null}>
      {described ? (
        <Facts described={described} onValue={onValue} />
      ) : (
        <p role="status">{problem ?? 'Looking at the values…'}</p>
      )}
    </div>
  );
}
