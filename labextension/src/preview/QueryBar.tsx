import { CloseIcon } from '../editor/icons';
import type { TableQuery } from '../protocol/generated';
import * as queries from './query';

/** What the rows are filtered and ordered by; each part can be taken away. */
export function QueryBar({ query, change }: { query: TableQuery; change: (query: TableQuery) => void }): JSX.Element | null {
  if (queries.isAll(query)) {
    return null;
  }
  const orders = query.sort.map(({ column, descending }) => ({
    words: `${descending ? '↓' : '↑'} ${column}`,
    spoken: `the order by ${column}, ${descending ? 'descending' : 'ascending'}`,
    without: queries.withOrder(query, column, null, true)
  }));
  const filters = query.filters.map((filter, index) => ({
    words: queries.filterWords(filter),
    spoken: `the filter ${queries.filterWords(filter)}`,
    without: queries.withoutFilter(query, index)
  }));
  return (
    <div className="uzo-query" role="group" aria-label="Filters and order">
      {[...filters, ...orders].map(({ words, spoken, without }) => (
        <button
          key={words}
          type="button"
          className="uzo-query-part"
          aria-label={`Remove ${spoken}`}
          title={`Remove ${spoken}`}
          onClick={() => change(without)}
        >
          <span>{words}</span>
          <CloseIcon />
        </button>
      ))}
      <button type="button" className="uzo-query-all" onClick={() => change(queries.ALL)}>
        Show all rows
      </button>
    </div>
  );
}
