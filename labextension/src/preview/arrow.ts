import { tableFromIPC, Type, type Column, type DataType } from '@uwdata/flechette';
import { shortDtype } from '../state/dtypes';
import type { PreviewPage } from '../state/source';
import { exactValue, formatValue, isNumberType } from './format';
import type { Page } from './pages';

/** Decodes a page; its cells become text only when they are painted. */
export function decodePage({ message, bytes }: PreviewPage): Page {
  const table = tableFromIPC(bytes, { useBigInt: true, useDecimalInt: true });
  const columns = table.names.map((_name, index) => table.getChildAt(index) as Column<unknown>);
  return {
    offset: message.offset,
    rows: table.numRows,
    total: message.total,
    more: message.more,
    sample: message.sample,
    note: message.note,
    columns: table.names.map((name, index) => ({
      name,
      dtype: shortDtype(message.columns[index]?.dtype ?? ''),
      numeric: isNumberType((columns[index] as Column<unknown>).type)
    })),
    cell: (row, column) => textAt(columns[column], row, formatValue),
    exact: (row, column) => textAt(columns[column], row, exactValue)
  };
}

/** The first column of a few rows, as text. */
export function decodeColumn(bytes: Uint8Array): (string | null)[] {
  const table = tableFromIPC(bytes, { useBigInt: true, useDecimalInt: true });
  const values = table.getChildAt(0) as Column<unknown>;
  return Array.from({ length: table.numRows }, (_none, row) => textAt(values, row, formatValue) ?? null);
}

function textAt(
  values: Column<unknown> | undefined,
  row: number,
  format: (value: unknown, type: DataType) => string | null
): string | null | undefined {
  return values && row < values.length ? format(valueAt(values, row), values.type) : undefined;
}

/** Flechette turns timestamps into milliseconds, which loses nanoseconds: read them as they were sent. */
function valueAt(column: Column<unknown>, row: number): unknown {
  return (column.type as DataType).typeId === Type.Timestamp ? rawAt(column, row) : column.at(row);
}

function rawAt(column: Column<unknown>, row: number): unknown {
  let index = row;
  for (const batch of column.data) {
    if (index < batch.length) {
      return batch.at(index) === null ? null : (batch.values as BigInt64Array)[index];
    }
    index -= batch.length;
  }
  return undefined;
}
