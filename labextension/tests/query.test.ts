import { describe, expect, it } from 'vitest';
import { changesOf, changeWords, columnChanges } from '../src/preview/changes';
import { cellsOf, field, MOST_CELLS, tableText } from '../src/preview/copy';
import { fetchFile, sizeWord } from '../src/preview/download';
import { PagedTable, PAGE_ROWS, type Page } from '../src/preview/pages';
import * as queries from '../src/preview/query';
import type { Link, TableAnswers } from '../src/state/source';
import { graph, message } from './golden';

describe('a query', () => {
  it('is ordered by clicks on a header: ascending, descending, as it was', () => {
    const click = (query: typeof queries.ALL) => queries.withOrder(query, 'a', queries.nextOrder(query, 'a'));
    const once = click(queries.ALL);
    const twice = click(once);
    expect([once, twice, click(twice)].map(query => queries.orderOf(query, 'a'))).toEqual(['ascending', 'descending', null]);
    expect(queries.isAll(click(twice))).toBe(true);
  });

  it('is ordered by a further column with the shift key', () => {
    const first = queries.withOrder(queries.ALL, 'a', 'ascending');
    const both = queries.withOrder(first, 'b', 'descending', true);
    expect(both.sort.map(each => each.column)).toEqual(['a', 'b']);
    expect(queries.withOrder(both, 'c', 'ascending').sort).toHaveLength(1);
  });

  it('has each filter once, and says it in words', () => {
    const filters = [
      queries.makeFilter('carrier', 'contains', '<b>'),
      queries.makeFilter('delay', '>=', '60'),
      queries.makeFilter('tail', 'not-null', '')
    ];
    const query = [...filters, filters[1]!].reduce(queries.withFilter, queries.ALL);
    expect(query.filters.map(queries.filterWords)).toEqual(['carrier contains “<b>”', 'delay ≥ 60', 'tail is not null']);
    expect(queries.withoutFilter(query, 1).filters).toEqual([filters[0], filters[2]]);
  });

  it('loses what it says of columns that have gone', () => {
    const query = queries.withOrder(queries.withFilter(queries.ALL, queries.makeFilter('a', '=', '1')), 'b', 'ascending');
    expect(queries.pruned(query, [{ name: 'a' }, { name: 'b' }])).toBe(query);
    expect(queries.isAll(queries.pruned(query, [{ name: 'c' }]))).toBe(true);
  });

  it.each([
    ['Int64', '='],
    ['Datetime(us, UTC)', '='],
    ['String', 'contains'],
    ['List(String)', 'null'],
    ['Binary', 'null']
  ])('asks of %s first whether it %s', (dtype, op) => {
    expect(queries.opsOf(dtype)[0]).toBe(op);
  });
});

describe('what a node does to its columns', () => {
  const column = (name: string, dtype = 'Int64') => ({ name, dtype });

  it('is told by name and type', () => {
    const changes = columnChanges([column('a'), column('b'), column('c')], [column('c', 'String'), column('d'), column('a')]);
    expect([[...changes.added], changes.removed, [...changes.retyped]]).toEqual([['d'], [column('b')], [['c', 'Int64']]]);
  });

  it('is said against the first input, with exact rows only', () => {
    const state = message('state').nodes.late!;
    const edge = graph().edges.find(each => each.target === 'late')!;
    const states = (sample: boolean) => (node: string) => ({
      ...state,
      sample,
      rows: node === edge.source ? 1000 : 10,
      columns: [column('a'), ...(node === 'late' ? [column('b')] : [column('c'), column('d')])]
    });
    const exact = changesOf(graph(), 'late', states(false))!;
    expect(changeWords(exact)).toBe('1,000 → 10 rows · 1 column added · 2 removed');
    expect(changeWords(changesOf(graph(), 'late', states(true))!)).toBe('1 column added · 2 removed');
    expect(changesOf(graph(), edge.source, states(false))).toBeNull();
  });
});

describe('copying', () => {
  const page = (offset: number): Page => ({
    offset,
    rows: PAGE_ROWS,
    total: 10 * PAGE_ROWS,
    more: false,
    sample: false,
    note: null,
    columns: ['a', 'b\tc'].map(name => ({ name, dtype: 'Int64', numeric: true })),
    cell: () => 'short…',
    exact: (row, at) => (at === 0 ? String(offset + row) : null)
  });

  it('reads pages that were not looked at, and keeps nulls empty', async () => {
    const table = new PagedTable(page(0), offset => Promise.resolve(page(offset)));
    const area = { firstRow: 998, lastRow: 2001, firstColumn: 0, lastColumn: 1 };
    const lines = (await tableText(table, area, true)).split('\n');
    expect([lines[0], lines[1], lines.at(-1), lines.length]).toEqual(['a\t"b\tc"', '998\t', '2001\t', 1005]);
  });

  it('refuses what is too much for a clipboard', async () => {
    const table = new PagedTable({ ...page(0), total: 20_000_000 }, offset => Promise.resolve(page(offset)));
    const area = { firstRow: 0, lastRow: 19_999_999, firstColumn: 0, lastColumn: 1 };
    expect(cellsOf(area)).toBeGreaterThan(MOST_CELLS);
    await expect(tableText(table, area, true)).rejects.toThrow('20,000,000 rows × 2 columns are too many to copy');
  });

  it('quotes what would end a field', () => {
    expect(['a b', 'a"b', 'a\nb'].map(field)).toEqual(['a b', '"a""b"', '"a\nb"']);
  });
});

it('a file is fetched part by part, with its progress', async () => {
  const sizes = [4, 4, 2];
  const ask = ((question: { kind: string; offset?: number }) =>
    Promise.resolve(
      question.kind === 'make-file'
        ? { message: { ...message('file-ready'), size: 10 }, bytes: new Uint8Array() }
        : { message: message('file-part'), bytes: new Uint8Array(sizes[(question.offset ?? 0) / 4] ?? 0) }
    ) as Promise<TableAnswers['make-file']>) as unknown as Link['ask'];
  const heard: string[] = [];
  const wanted = { node: 'late', format: 'csv', query: queries.ALL } as const;
  const file = await fetchFile({ ask }, wanted, (done, size) => heard.push(`${done}/${size}`), new AbortController().signal);
  expect([file.name, file.parts.length, heard]).toEqual(['late.csv', 3, ['0/10', '4/10', '8/10', '10/10']]);
  expect([12, 1234, 45_600_000].map(sizeWord)).toEqual(['12 bytes', '1.2 kB', '46 MB']);
});
