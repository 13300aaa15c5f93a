/** Which rows of a table a person wants to see, and in which order. Pure: every change makes a new query. */
import type { CompareFilter, SortBy, TableQuery, TextFilter } from '../protocol/generated';
import { isNumeric } from '../state/dtypes';

export type Filter = TableQuery['filters'][number];
export type Order = 'ascending' | 'descending';
export type FilterOp = TextFilter['op'] | CompareFilter['op'] | 'null' | 'not-null';

export const ALL: TableQuery = { sort: [], filters: [] };

export const OP_WORDS: Record<FilterOp, string> = {
  contains: 'contains',
  lacks: 'does not contain',
  starts: 'starts with',
  ends: 'ends with',
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  null: 'is null',
  'not-null': 'is not null'
};
const SYMBOLS: Partial<Record<FilterOp, string>> = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' };
const TEXT_OPS: readonly FilterOp[] = ['contains', 'lacks', 'starts', 'ends'];
const ORDER_OPS: readonly FilterOp[] = ['=', '!=', '<', '<=', '>', '>='];
const NULL_OPS: readonly FilterOp[] = ['null', 'not-null'];

export function isAll({ sort, filters }: TableQuery): boolean {
  return sort.length === 0 && filters.length === 0;
}

/** What can be asked of a column, the likeliest first. */
export function opsOf(dtype: string): readonly FilterOp[] {
  if (/^(List|Array|Struct|Binary|Null|Object)\b/.test(dtype)) {
    return NULL_OPS;
  }
  if (/^(String|Categorical|Enum)\b/.test(dtype)) {
    return [...TEXT_OPS, ...ORDER_OPS, ...NULL_OPS];
  }
  if (dtype === 'Boolean') {
    return ['=', ...NULL_OPS];
  }
  return [...ORDER_OPS, ...NULL_OPS, ...TEXT_OPS];
}

export function needsValue(op: FilterOp): boolean {
  return !NULL_OPS.includes(op);
}

/** How a value of the type is written. */
export function placeholderOf(dtype: string): string {
  const kind = dtype.replace(/\W.*$/s, '');
  const examples: Record<string, string> = {
    Date: '2013-01-31',
    Datetime: '2013-01-31 05:15',
    Time: '05:15',
    Duration: '1h 30m',
    Boolean: 'true or false'
  };
  return examples[kind] ?? (isNumeric(dtype) ? 'Number' : 'Text');
}

export function makeFilter(column: string, op: FilterOp, value: string): Filter {
  switch (op) {
    case 'null':
    case 'not-null':
      return { kind: 'null', column, null: op === 'null' };
    case 'contains':
    case 'lacks':
    case 'starts':
    case 'ends':
      return { kind: 'text', column, op, text: value, matchCase: false };
    default:
      return { kind: 'compare', column, op, value };
  }
}

/** A filter in words: `carrier contains "UA"`. */
export function filterWords(filter: Filter): string {
  switch (filter.kind) {
    case 'null':
      return `${filter.column} ${OP_WORDS[filter.null ? 'null' : 'not-null']}`;
    case 'text':
      return `${filter.column} ${OP_WORDS[filter.op]} “${filter.text}”`;
    case 'compare':
      return `${filter.column} ${SYMBOLS[filter.op] ?? filter.op} ${filter.value}`;
  }
}

export function withFilter(query: TableQuery, filter: Filter): TableQuery {
  const text = JSON.stringify(filter);
  const known = query.filters.some(each => JSON.stringify(each) === text);
  return known ? query : { ...query, filters: [...query.filters, filter] };
}

export function withoutFilter(query: TableQuery, index: number): TableQuery {
  return { ...query, filters: query.filters.filter((_each, at) => at !== index) };
}

export function orderOf({ sort }: TableQuery, column: string): Order | null {
  const by = sort.find(each => each.column === column);
  return by ? (by.descending ? 'descending' : 'ascending') : null;
}

/** Orders by a column in that way, or not any more; `also` keeps the other columns that the rows are ordered by. */
export function withOrder(query: TableQuery, column: string, order: Order | null, also = false): TableQuery {
  const others = also ? query.sort.filter(each => each.column !== column) : [];
  const by: SortBy[] = order === null ? [] : [{ column, descending: order === 'descending' }];
  return { ...query, sort: [...others, ...by] };
}

/** What a click on a header does: ascending, descending, as it was. */
export function nextOrder(query: TableQuery, column: string): Order | null {
  const order = orderOf(query, column);
  return order === null ? 'ascending' : order === 'ascending' ? 'descending' : null;
}

/** A column may have gone since it was filtered by: then its filters go too. */
export function pruned(query: TableQuery, columns: readonly { readonly name: string }[]): TableQuery {
  const names = new Set(columns.map(each => each.name));
  const sort = query.sort.filter(each => names.has(each.column));
  const filters = query.filters.filter(each => names.has(each.column));
  const same = sort.length === query.sort.length && filters.length === query.filters.length;
  return same ? query : { sort, filters };
}
