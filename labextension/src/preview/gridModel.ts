import { DataModel } from '@lumino/datagrid';
import type { PagedTable } from './pages';

/** The table as the grid asks for it; `undefined` is a cell that is still on its way. */
export class GridModel extends DataModel {
  constructor(readonly table: PagedTable) {
    super();
    table.onRows = (row, rowSpan) =>
      this.emitChanged({
        type: 'cells-changed',
        region: 'body',
        row,
        column: 0,
        rowSpan: Math.max(1, rowSpan),
        columnSpan: table.first.columns.length
      });
  }

  rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this.table.total : 1;
  }

  columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this.table.first.columns.length : 1;
  }

  data(region: DataModel.CellRegion, row: number, column: number): string | null | undefined {
    switch (region) {
      case 'body':
        return this.table.cell(row, column);
      case 'column-header':
        return this.table.first.columns[column]?.name;
      case 'row-header':
        return (row + 1).toLocaleString('en-US');
      case 'corner-header':
        return '';
    }
  }
}
