import { BasicKeyHandler, BasicMouseHandler, BasicSelectionModel, DataGrid, type SelectionModel } from '@lumino/datagrid';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { useEffect, useRef } from 'react';
import { figure } from '../state/words';
import { useThemeName } from '../view/theme';
import { GridModel } from './gridModel';
import { columnWidths, HEADER_HEIGHT, readLook, renderers, ROW_HEIGHT, rowHeaderWidth } from './gridStyle';
import type { PagedTable } from './pages';

interface GridProps {
  readonly table: PagedTable;
  readonly label: string;
  /** Told the cell under the cursor in words, or null when there is none. */
  readonly onCell: (words: string | null) => void;
}

/** The rows on a canvas: a million of them scroll as easily as ten. */
export function Grid({ table, label, onCell }: GridProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<DataGrid | null>(null);
  const theme = useThemeName();
  useEffect(() => {
    const element = host.current as HTMLDivElement;
    const made = makeGrid();
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
  }, []);
  useEffect(() => {
    if (!grid.current) {
      return;
    }
    show(grid.current, table);
    const { dataModel, selectionModel } = grid.current;
    const tell = () => onCell(selectionModel && cellWords(table, selectionModel));
    selectionModel?.changed.connect(tell);
    dataModel?.changed.connect(tell);
    return () => {
      selectionModel?.changed.disconnect(tell);
      dataModel?.changed.disconnect(tell);
      onCell(null);
    };
  }, [table, onCell]);
  useEffect(() => {
    if (grid.current) {
      paint(grid.current, table);
    }
  }, [table, theme]);
  return <div ref={host} className="uzo-grid" role="region" aria-label={label} />;
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

function makeGrid(): DataGrid {
  const grid = new DataGrid({
    defaultSizes: {
      rowHeight: ROW_HEIGHT,
      columnWidth: 100,
      rowHeaderWidth: 48,
      columnHeaderHeight: HEADER_HEIGHT
    },
    headerVisibility: 'all',
    copyConfig: {
      separator: '\t',
      headers: 'none',
      format: ({ value }) => (typeof value === 'string' ? value : ''),
      warningThreshold: 100_000
    }
  });
  grid.keyHandler = new BasicKeyHandler();
  grid.mouseHandler = new BasicMouseHandler();
  grid.viewport.node.tabIndex = 0;
  return grid;
}

/** Not `Widget.attach` and `detach`: they refuse a host that is out of the page, as cells far from the view are. */
function attach(grid: DataGrid, host: HTMLElement): void {
  MessageLoop.sendMessage(grid, Widget.Msg.BeforeAttach);
  host.appendChild(grid.node);
  MessageLoop.sendMessage(grid, Widget.Msg.AfterAttach);
}

function detach(grid: DataGrid): void {
  MessageLoop.sendMessage(grid, Widget.Msg.BeforeDetach);
  grid.node.remove();
  MessageLoop.sendMessage(grid, Widget.Msg.AfterDetach);
}

/** A refreshed table of the same columns keeps the widths and the place that a person has chosen. */
function show(grid: DataGrid, table: PagedTable): void {
  const before = grid.dataModel instanceof GridModel ? grid.dataModel.table : null;
  const same = before !== null && JSON.stringify(before.first.columns) === JSON.stringify(table.first.columns);
  const { scrollX, scrollY } = grid;
  const look = readLook(grid.node);
  const widths = same
    ? table.first.columns.map((_column, index) => grid.columnSize('body', index))
    : columnWidths(look, table);
  const dataModel = new GridModel(table);
  grid.dataModel = dataModel;
  grid.selectionModel = new BasicSelectionModel({ dataModel });
  grid.resizeColumn('row-header', 0, rowHeaderWidth(table));
  widths.forEach((width, column) => grid.resizeColumn('body', column, width));
  grid.scrollTo(same ? scrollX : 0, same ? scrollY : 0);
}

function paint(grid: DataGrid, table: PagedTable): void {
  const look = readLook(grid.node);
  grid.style = look.style;
  grid.cellRenderers.update(renderers(look, table));
}
