/** Rows as text for spreadsheets: exact values between tabs. */
import { count } from '../state/words';
import type { PagedTable } from './pages';

/** More than that is for a file. */
export const MOST_CELLS = 1_000_000;

export interface Area {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export function wholeArea(table: PagedTable): Area {
  return { firstRow: 0, lastRow: table.total - 1, firstColumn: 0, lastColumn: table.first.columns.length - 1 };
}

export function cellsOf({ firstRow, lastRow, firstColumn, lastColumn }: Area): number {
  return Math.max(0, lastRow - firstRow + 1) * Math.max(0, lastColumn - firstColumn + 1);
}

export function areaWords(area: Area): string {
  const rows = count(Math.max(0, area.lastRow - area.firstRow + 1), 'row');
  return `${rows} × ${count(area.lastColumn - area.firstColumn + 1, 'column')}`;
}

/** Reads what is not on the screen first. A missing value is an empty field. */
export async function tableText(table: PagedTable, area: Area, header: boolean, signal?: AbortSignal): Promise<string> {
  const cells = cellsOf(area);
  if (cells > MOST_CELLS) {
    throw new Error(`${areaWords(area)} are too many to copy: select fewer, or download them.`);
  }
  const columns = Array.from(
    { length: area.lastColumn - area.firstColumn + 1 },
    (_none, index) => area.firstColumn + index
  );
  const lines = header ? [columns.map(column => field(table.first.columns[column]?.name ?? '')).join('\t')] : [];
  for (let row = area.firstRow; row <= area.lastRow; ) {
    const page = await table.page(row, signal);
    const end = Math.min(area.lastRow, page.offset + page.rows - 1);
    if (end < row) {
      throw new Error('The rows have changed meanwhile: copy again.');
    }
    for (; row <= end; row++) {
      const at = row - page.offset;
      lines.push(columns.map(column => field(page.exact(at, column) ?? '')).join('\t'));
    }
  }
  return lines.join('\n');
}

/** Quoted where a spreadsheet would take a part of it for the end of the field. */
export function field(text: string): string {
  return /["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Pages that do not come over https or from this machine have no clipboard of their own. */
export async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  const focused = document.activeElement as HTMLElement | null;
  area.value = text;
  area.className = 'uzo-sr-only';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus({ preventScroll: true });
  if (!done) {
    throw new Error('The browser does not allow to copy.');
  }
}
