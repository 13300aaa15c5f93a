import type { DataGrid, SelectionModel } from '@lumino/datagrid';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { forwardRef, useEffect, useImperativeHandle, useRef } from 'react';
import type { TableQuery } from '../protocol/generated';
import { figure } from '../state/words';
import { useLatest } from '../view/hooks';
import { useThemeName } from '../view/theme';
import type { Area } from './copy';
import { attach, detach, makeGrid, moveTo, paint, show } from './gridHost';
import type { GridActions } from './gridInput';
import type { PagedTable } from './pages';

interface GridProps {
  readonly table: PagedTable;
  readonly query: TableQuery;
  readonly label: string;
  readonly actions: GridActions;
  /** Told the cell under the cursor in words, or null when there is none, and its column. */
  readonly onCell: (words: string | null, column: number) => void;
}

export interface GridHandle {
  /** Puts the cursor into a row. */
  goTo(row: number): void;
  /** Puts the cursor into a column. */
  goToColumn(column: number): void;
  /** The selected cells where they are more than one; null for none or several areas. */
  selected(): Area | null;
  /** The cell under the cursor. */
  cursor(): Area | null;
  focus(): void;
}

/** The rows on a canvas: a million of them scroll as easily as ten. */
export const Grid = forwardRef<GridHandle, GridProps>(function Grid({ table, query, label, actions, onCell }, ref) {
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<DataGrid | null>(null);
  const latest = useLatest(actions);
  const theme = useThemeName();
  useEffect(() => {
    const element = host.current as HTMLDivElement;
    const made = makeGrid({
      sort: (column, also) => latest.current.sort(column, also),
      inspect: column => latest.current.inspect(column),
      copy: header => latest.current.copy(header)
    });
    grid.current = made;
    attach(made, element);
    const resize = () => MessageLoop.postMessage(made, Widget.ResizeMessage.UnknownSize);
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    return () => {
      observer.disconnect();
      grid.current = null;
      detach(made);
      made.dispose();
    };
  }, [latest]);
  useEffect(() => {
    if (!grid.current) {
      return;
    }
    show(grid.current, table);
    const { dataModel, selectionModel } = grid.current;
    const tell = () => onCell(selectionModel && cellWords(table, selectionModel), selectionModel?.cursorColumn ?? -1);
    selectionModel?.changed.connect(tell);
    dataModel?.changed.connect(tell);
    tell();
    return () => {
      selectionModel?.changed.disconnect(tell);
      dataModel?.changed.disconnect(tell);
      onCell(null, -1);
    };
  }, [table, onCell]);
  useEffect(() => {
    if (grid.current) {
      paint(grid.current, table, query);
    }
  }, [table, query, theme]);
  useImperativeHandle(ref, () => handleOf(grid), []);
  return <div ref={host} className="uzo-grid" role="region" aria-label={label} />;
});

function handleOf(grid: { readonly current: DataGrid | null }): GridHandle {
  const cursor = (): Area | null => {
    const { cursorRow: row = -1, cursorColumn: column = -1 } = grid.current?.selectionModel ?? {};
    return row < 0 || column < 0 ? null : { firstRow: row, lastRow: row, firstColumn: column, lastColumn: column };
  };
  return {
    goTo: row => {
      if (grid.current) {
        moveTo(grid.current, row, Math.max(0, grid.current.selectionModel?.cursorColumn ?? 0));
        grid.current.scrollToCursor();
      }
    },
    goToColumn: column => {
      if (grid.current && column >= 0) {
        moveTo(grid.current, Math.max(0, grid.current.selectionModel?.cursorRow ?? 0), column);
        grid.current.scrollToColumn(column);
      }
    },
    selected: () => {
      const areas = [...(grid.current?.selectionModel?.selections() ?? [])];
      const [area] = areas;
      if (!area || areas.length > 1 || (area.r1 === area.r2 && area.c1 === area.c2)) {
        return null;
      }
      return {
        firstRow: Math.min(area.r1, area.r2),
        lastRow: Math.min(Math.max(area.r1, area.r2), (grid.current?.dataModel?.rowCount('body') ?? 1) - 1),
        firstColumn: Math.min(area.c1, area.c2),
        lastColumn: Math.min(Math.max(area.c1, area.c2), (grid.current?.dataModel?.columnCount('body') ?? 1) - 1)
      };
    },
    cursor,
    focus: () => grid.current?.viewport.node.focus({ preventScroll: true })
  };
}

/** All of a value that its column may cut off, also for those who cannot see a canvas. */
function cellWords(table: PagedTable, { cursorRow: row, cursorColumn: column }: SelectionModel): string | null {
  const name = table.first.columns[column]?.name;
  if (row < 0 || row >= table.total || name === undefined) {
    return null;
  }
  const value = table.cell(row, column);
  return `Row ${figure(row + 1)} · ${name}: ${value === null ? 'null' : (value ?? '…')}`;
}
