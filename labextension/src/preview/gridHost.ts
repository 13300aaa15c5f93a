/** The life of a grid in the page: made, attached, given a table, painted. */
import { BasicSelectionModel, DataGrid } from '@lumino/datagrid';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { TableQuery } from '../protocol/generated';
import { GridKeys, HeaderMouse, type GridActions } from './gridInput';
import { GridModel } from './gridModel';
import { columnWidths, HEADER_HEIGHT, readLook, renderers, ROW_HEIGHT, rowHeaderWidth } from './gridStyle';
import type { PagedTable } from './pages';

export function makeGrid(actions: GridActions): DataGrid {
  const grid = new DataGrid({
    defaultSizes: {
      rowHeight: ROW_HEIGHT,
      columnWidth: 100,
      rowHeaderWidth: 48,
      columnHeaderHeight: HEADER_HEIGHT
    },
    headerVisibility: 'all'
  });
  grid.keyHandler = new GridKeys(actions);
  grid.mouseHandler = new HeaderMouse(actions);
  grid.viewport.node.tabIndex = 0;
  return grid;
}

/** Not `Widget.attach` and `detach`: they refuse a host that is out of the page, as cells far from the view are. */
export function attach(grid: DataGrid, host: HTMLElement): void {
  MessageLoop.sendMessage(grid, Widget.Msg.BeforeAttach);
  host.appendChild(grid.node);
  MessageLoop.sendMessage(grid, Widget.Msg.AfterAttach);
}

export function detach(grid: DataGrid): void {
  MessageLoop.sendMessage(grid, Widget.Msg.BeforeDetach);
  grid.node.remove();
  MessageLoop.sendMessage(grid, Widget.Msg.AfterDetach);
}

/** A refreshed table of the same columns keeps the widths that a person has chosen, and of the same rows the place. */
export function show(grid: DataGrid, table: PagedTable): void {
  const before = grid.dataModel instanceof GridModel ? grid.dataModel.table : null;
  const same = before !== null && JSON.stringify(before.first.columns) === JSON.stringify(table.first.columns);
  const { scrollX, scrollY } = grid;
  const cursor = same ? (grid.selectionModel?.cursorColumn ?? -1) : -1;
  const look = readLook(grid.node);
  const widths = same
    ? table.first.columns.map((_column, index) => grid.columnSize('body', index))
    : columnWidths(look, table);
  const dataModel = new GridModel(table);
  grid.dataModel = dataModel;
  grid.selectionModel = new BasicSelectionModel({ dataModel });
  grid.resizeColumn('row-header', 0, rowHeaderWidth(table));
  widths.forEach((width, column) => grid.resizeColumn('body', column, width));
  grid.scrollTo(same ? scrollX : 0, same && before.view === table.view ? scrollY : 0);
  if (cursor >= 0 && table.total > 0) {
    moveTo(grid, 0, cursor);
  }
}

/** Puts the cursor on a cell. */
export function moveTo(grid: DataGrid, row: number, column: number): void {
  grid.selectionModel?.select({
    r1: row,
    c1: column,
    r2: row,
    c2: column,
    cursorRow: row,
    cursorColumn: column,
    clear: 'all'
  });
}

export function paint(grid: DataGrid, table: PagedTable, query: TableQuery): void {
  const look = readLook(grid.node);
  grid.style = look.style;
  grid.cellRenderers.update(renderers(look, table, query));
}
