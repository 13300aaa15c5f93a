import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodePage } from '../src/preview/arrow';
import { decimalText, floatText } from '../src/preview/format';
import { PagedTable, PAGE_ROWS, Recent, type Fetch, type Page } from '../src/preview/pages';
import { durationText, timestampText, timeText } from '../src/preview/times';
import { message } from './golden';

describe('values of every type', () => {
  const bytes = new Uint8Array(readFileSync(new URL('fixtures/types.arrow', import.meta.url)));
  const page = decodePage({ message: { ...message('preview'), rows: 3, total: 3, offset: 0 }, bytes });
  const column = (name: string) => {
    const index = page.columns.findIndex(each => each.name === name);
    return [0, 1, 2].map(row => page.cell(row, index));
  };

  it.each([
    ['int64', ['9007199254740993', '-9223372036854775808', null]],
    ['uint64', ['18446744073709551615', '0', null]],
    ['int8', ['-128', '127', null]],
    ['float64', ['0.1', 'NaN', null]],
    ['big_float', ['3.0', '-inf', '1e+300']],
    ['float32', ['0.1', '16777216.0', null]],
    ['decimal', ['-0.05', '12345678901234567890.12', null]],
    ['bool', ['true', 'false', null]],
    ['string', ['a⏎b', '', null]],
    ['category', ['x', 'y', null]],
    ['date', ['2013-01-02', '0001-01-01', null]],
    ['time', ['05:15:00', '23:59:59.123456', null]],
    ['datetime_us', ['2013-01-01 05:15:00', '1969-12-31 23:59:59.999999', null]],
    ['datetime_ns', ['2013-01-01 00:15:00.123456789', '1969-12-31 23:59:59.999999999', null]],
    ['datetime_tz', ['2013-01-01 05:15:00 EST', '2013-07-01 06:15:00 EDT', null]],
    ['duration', ['1d 2h 3m 4.5s', '-0.000001s', null]],
    ['binary', ['0x00ff', '0x000102030405060708090a0b0c0d0e0f… (20 bytes)', null]],
    ['list', ['[1, null, 9007199254740993]', '[]', null]],
    ['list_dates', ['[2013-01-02]', '[null]', null]],
    ['array', ['[1, 2]', '[3, 4]', null]],
    ['struct', ['{a: 1, b: "x, y"}', '{a: null, b: null}', null]],
    ['null', [null, null, null]]
  ])('%s', (name, texts) => {
    expect(column(name)).toEqual(texts);
  });

  it('numbers are known as such, and rows outside are undefined', () => {
    const numeric = page.columns.filter(each => each.numeric).map(each => each.name);
    expect(numeric).toEqual(['int64', 'uint64', 'int8', 'float64', 'big_float', 'float32', 'decimal']);
    expect(page.cell(3, 0)).toBeUndefined();
  });
});

it('a value to copy is whole', () => {
  const bytes = new Uint8Array(readFileSync(new URL('fixtures/types.arrow', import.meta.url)));
  const page = decodePage({ message: { ...message('preview'), rows: 3, total: 3, offset: 0 }, bytes });
  const exact = (name: string, row: number) => page.exact(row, page.columns.findIndex(each => each.name === name));
  expect(exact('string', 0)).toBe('a\nb');
  expect(exact('binary', 1)).toBe('0x000102030405060708090a0b0c0d0e0f10111213');
  expect(exact('int64', 0)).toBe('9007199254740993');
});

describe('single values', () => {
  it('numbers', () => {
    expect([-0, 1e21, 5e-324].map(value => floatText(value, false))).toEqual(['-0.0', '1e+21', '5e-324']);
    expect([decimalText(5n, 3), decimalText(-12345n, 0), decimalText(0n, 2)]).toEqual(['0.005', '-12345', '0.00']);
  });

  it('times', () => {
    expect(timeText(0n, 3)).toBe('00:00:00');
    expect(timestampText(-62135596800n, 0, null)).toBe('0001-01-01 00:00:00');
    expect(timestampText(2n ** 62n, 0, null)).toBe('4611686018427387904 s since 1970');
    expect(timestampText(0n, 1, 'Mars/Olympus')).toBe('1970-01-01 00:00:00 UTC');
    expect(timestampText(1.5, 1, null)).toBe('1970-01-01 00:00:00.001500');
    expect([0n, 60n, 90_061n].map(value => durationText(value, 0))).toEqual(['0s', '1m', '1d 1h 1m 1s']);
  });
});

it('Recent forgets what was not used for longest', () => {
  const recent = new Recent<number, string>(2);
  recent.set(1, 'a');
  recent.set(2, 'b');
  recent.get(1);
  recent.set(3, 'c');
  expect([1, 2, 3].map(key => recent.get(key))).toEqual(['a', undefined, 'c']);
});

describe('PagedTable', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const page = (offset: number): Page => ({
    offset,
    rows: PAGE_ROWS,
    total: 10 * PAGE_ROWS,
    more: false,
    sample: false,
    note: null,
    columns: [{ name: 'a', dtype: 'Int64', numeric: true }],
    cell: row => (row < PAGE_ROWS ? String(offset + row) : undefined),
    exact: row => (row < PAGE_ROWS ? String(offset + row) : undefined)
  });
  const fetcher = () => vi.fn<Fetch>(offset => Promise.resolve(page(offset)));

  it('fetches a page once when a cell of it is read, and tells when it has come', async () => {
    const fetch = fetcher();
    const table = new PagedTable(page(0), fetch);
    table.onRows = vi.fn();
    expect(table.cell(5, 0)).toBe('5');
    expect(table.cell(2500, 0)).toBeUndefined();
    expect(table.cell(2501, 0)).toBeUndefined();
    await vi.runAllTimersAsync();
    expect(fetch.mock.calls).toEqual([[2000, PAGE_ROWS, expect.any(AbortSignal)]]);
    expect(table.onRows).toHaveBeenCalledWith(2000, PAGE_ROWS);
    expect(table.cell(2500, 0)).toBe('2500');
  });

  it('asks only for the last pages of a fast scroll', async () => {
    const fetch = fetcher();
    const table = new PagedTable(page(0), fetch);
    for (let row = 1000; row < 9000; row += 1000) {
      table.cell(row, 0);
    }
    await vi.runAllTimersAsync();
    expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([7000, 8000]);
  });

  it('forgets pages and fetches them again', async () => {
    const fetch = fetcher();
    const table = new PagedTable(page(0), fetch, '', 2);
    for (const row of [1000, 2000, 1000, 3000, 2000]) {
      table.cell(row, 0);
      await vi.runAllTimersAsync();
    }
    expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([1000, 2000, 3000, 2000]);
  });

  it('repeats a question that failed when it is needed later, not at once', async () => {
    const fetch = vi.fn(() => Promise.reject(new Error('gone')));
    const table = new PagedTable(page(0), fetch);
    table.cell(1000, 0);
    await vi.advanceTimersByTimeAsync(500);
    table.cell(1000, 0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(fetch).toHaveBeenCalledOnce();
    table.cell(1000, 0);
    await vi.advanceTimersByTimeAsync(500);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('asks two questions at a time, and then for what is wanted by then', async () => {
    const answers: (() => void)[] = [];
    const fetch = vi.fn<Fetch>(offset => new Promise(resolve => answers.push(() => resolve(page(offset)))));
    const table = new PagedTable(page(0), fetch);
    for (let row = 1000; row < 9000; row += 1000) {
      table.cell(row, 0);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([1000, 2000]);
    answers[0]?.();
    await vi.advanceTimersByTimeAsync(100);
    expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([1000, 2000, 8000]);
  });

  it('takes back what it asked once disposed', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const table = new PagedTable(page(0), (_offset, _limit, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    table.cell(1000, 0);
    await vi.advanceTimersByTimeAsync(100);
    table.dispose();
    expect(signals.map(signal => signal?.aborted)).toEqual([true]);
  });

  it('asks nothing once disposed', async () => {
    const fetch = fetcher();
    const table = new PagedTable(page(0), fetch);
    table.dispose();
    table.cell(2000, 0);
    await vi.runAllTimersAsync();
    expect(fetch).not.toHaveBeenCalled();
  });
});
