/** The theme of JupyterLab for a grid that is painted on a canvas. */
import { TextRenderer, type CellRenderer, type DataGrid, type GraphicsContext } from '@lumino/datagrid';
import type { TableQuery } from '../protocol/generated';
import { MARK_WIDTH } from './gridInput';
import type { PagedTable } from './pages';

const TEXT_SIZE = 12;
const SMALL_SIZE = 10.5;
const PADDING = 8;
const MARGIN = 24;
const NARROWEST = 64;
const WIDEST = 320;
/** Types may be long (structs, enums); the column is as wide as its values need. */
const WIDEST_TYPE = 120;
const ROWS_MEASURED = 60;
const FUNNEL = 9;
/** So that a name is not cut off when its column is ordered by. */
const ARROW = 14;

export const ROW_HEIGHT = 22;
export const HEADER_HEIGHT = 36;

export interface Look {
  readonly font: string;
  readonly strong: string;
  readonly small: string;
  readonly text: string;
  readonly dim: string;
  readonly brand: string;
  readonly style: DataGrid.Style;
}

/** Reads the theme's variables; call again when the theme changes. */
export function readLook(element: HTMLElement): Look {
  const css = getComputedStyle(element);
  const value = (name: string, fallback: string) => css.getPropertyValue(name).trim() || fallback;
  const family = value('--jp-ui-font-family', 'sans-serif');
  const background = value('--jp-layout-color1', '#fff');
  const line = value('--jp-border-color3', '#eee');
  const brand = value('--jp-brand-color1', '#1976d2');
  return {
    font: `${TEXT_SIZE}px ${family}`,
    strong: `600 ${TEXT_SIZE}px ${family}`,
    small: `${SMALL_SIZE}px ${value('--jp-code-font-family', 'monospace')}`,
    text: value('--jp-ui-font-color1', '#222'),
    dim: value('--jp-ui-font-color2', '#777'),
    brand: value('--uzo-brand', brand),
    style: {
      voidColor: background,
      backgroundColor: background,
      headerBackgroundColor: value('--uzo-head', '#f5f5f5'),
      verticalGridLineColor: line,
      horizontalGridLineColor: line,
      headerGridLineColor: value('--jp-border-color2', '#ddd'),
      selectionFillColor: faint(brand, 14),
      selectionBorderColor: brand,
      cursorFillColor: faint(brand, 14),
      cursorBorderColor: brand,
      headerSelectionFillColor: faint(brand, 14),
      headerSelectionBorderColor: 'transparent',
      scrollShadow: { size: 6, color1: 'rgba(0,0,0,0.12)', color2: 'rgba(0,0,0,0.05)', color3: 'rgba(0,0,0,0)' }
    }
  };
}

function faint(color: string, percent: number): string {
  return `color-mix(in srgb, ${color} ${percent}%, transparent)`;
}

/** Name above, type below; at the right how the column is ordered, that it is filtered, and the mark that opens it. */
class HeaderRenderer extends TextRenderer {
  constructor(
    private readonly look: Look,
    private readonly table: PagedTable,
    private readonly query: TableQuery
  ) {
    super();
  }

  override drawText(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const column = this.table.first.columns[config.column];
    if (!column) {
      return;
    }
    const right = config.x + config.width - PADDING - MARK_WIDTH + 4;
    gc.textBaseline = 'alphabetic';
    gc.font = this.look.strong;
    const room = right - config.x - PADDING - this.drawState(gc, column.name, right, config.y);
    gc.fillStyle = this.look.text;
    gc.textAlign = column.numeric ? 'right' : 'left';
    const x = column.numeric ? config.x + PADDING + room : config.x + PADDING;
    gc.fillText(elide(gc, column.name, room), x, config.y + 15);
    gc.font = this.look.small;
    gc.fillStyle = this.look.dim;
    gc.textAlign = column.numeric ? 'right' : 'left';
    const typeRoom = right - config.x - PADDING;
    gc.fillText(elide(gc, column.dtype, typeRoom), column.numeric ? right : config.x + PADDING, config.y + 29);
    this.drawMark(gc, config);
  }

  /** Three dots, one above the other. */
  private drawMark(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const x = Math.round(config.x + config.width - PADDING - 3);
    const middle = config.y + config.height / 2;
    gc.fillStyle = this.look.dim;
    for (const step of [-5, 0, 5]) {
      gc.fillRect(x, Math.round(middle + step) - 1, 2, 2);
    }
  }

  /** An arrow where the column is ordered by, a funnel where it is filtered; gives the room that they take. */
  private drawState(gc: GraphicsContext, column: string, right: number, y: number): number {
    const { sort, filters } = this.query;
    const place = sort.findIndex(each => each.column === column);
    gc.fillStyle = this.look.brand;
    gc.textAlign = 'right';
    let width = 0;
    if (place >= 0) {
      const arrow = `${sort[place]?.descending ? '↓' : '↑'}${sort.length > 1 ? place + 1 : ''}`;
      gc.fillText(arrow, right, y + 15);
      width += gc.measureText(arrow).width + 4;
    }
    if (filters.some(each => each.column === column)) {
      drawFunnel(gc, right - width - FUNNEL, y + 6);
      width += FUNNEL + 4;
    }
    return width;
  }
}

function drawFunnel(gc: GraphicsContext, x: number, y: number): void {
  gc.beginPath();
  gc.moveTo(x, y);
  gc.lineTo(x + FUNNEL, y);
  gc.lineTo(x + FUNNEL / 2 + 1, y + 5);
  gc.lineTo(x + FUNNEL / 2 + 1, y + 10);
  gc.lineTo(x + FUNNEL / 2 - 1, y + 8);
  gc.lineTo(x + FUNNEL / 2 - 1, y + 5);
  gc.closePath();
  gc.fill();
}

/** How to paint body and headers of this table. */
export function renderers(
  look: Look,
  table: PagedTable,
  query: TableQuery
): Record<'body' | 'column-header' | 'row-header', TextRenderer> {
  const body = new TextRenderer({
    font: ({ value }) => (value === null ? `italic ${look.font}` : look.font),
    textColor: ({ value }) => (typeof value === 'string' ? look.text : look.dim),
    horizontalAlignment: ({ column }) => (table.first.columns[column]?.numeric ? 'right' : 'left'),
    format: ({ value }) => (value === null ? 'null' : value === undefined ? '…' : String(value)),
    elideDirection: 'right'
  });
  const rowHeader = new TextRenderer({
    font: look.small,
    textColor: look.dim,
    horizontalAlignment: 'right'
  });
  return { body, 'column-header': new HeaderRenderer(look, table, query), 'row-header': rowHeader };
}

/** Widths that show names, types and the first values in full, within limits. */
export function columnWidths(look: Look, table: PagedTable): number[] {
  const gc = document.createElement('canvas').getContext('2d');
  const measure = (font: string, text: string) => {
    if (!gc) {
      return 0;
    }
    gc.font = font;
    return gc.measureText(text).width;
  };
  return table.first.columns.map(({ name, dtype }, column) => {
    let width = MARK_WIDTH + Math.max(measure(look.strong, name) + ARROW, Math.min(measure(look.small, dtype), WIDEST_TYPE));
    for (let row = 0; row < Math.min(table.first.rows, ROWS_MEASURED); row++) {
      width = Math.max(width, measure(look.font, table.first.cell(row, column) ?? 'null'));
    }
    return Math.ceil(Math.max(NARROWEST, Math.min(width + MARGIN, WIDEST)));
  });
}

export function rowHeaderWidth(table: PagedTable): number {
  return 22 + 7 * table.total.toLocaleString('en-US').length;
}

function elide(gc: GraphicsContext, text: string, room: number): string {
  if (gc.measureText(text).width <= room) {
    return text;
  }
  let end = text.length - 1;
  while (end > 1 && gc.measureText(`${text.slice(0, end)}…`).width > room) {
    end--;
  }
  return `${text.slice(0, end)}…`;
}
