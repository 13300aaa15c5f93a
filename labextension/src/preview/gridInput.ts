/** What the mouse and the keys do in the grid, beside what every grid does. */
import { BasicKeyHandler, BasicMouseHandler, type DataGrid } from '@lumino/datagrid';

export interface GridActions {
  /** Orders by a column, or by it after the others. */
  sort(column: number, also: boolean): void;
  /** Shows what there is to know of a column. */
  inspect(column: number): void;
  copy(header: boolean): void;
}

/** Where the mark that opens a column is painted, at the right of its header. */
export const MARK_WIDTH = 18;
/** Of the grid's own: so near to an edge, a press resizes the column. */
const EDGE = 6;

export class HeaderMouse extends BasicMouseHandler {
  constructor(private readonly actions: GridActions) {
    super();
  }

  override onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const place = headerPlace(grid, event);
    // With Ctrl or Cmd a header selects its column, as it does elsewhere.
    if (place === null || event.ctrlKey || event.metaKey || event.button !== 0) {
      super.onMouseDown(grid, event);
    } else if (place.mark) {
      this.actions.inspect(place.column);
    } else {
      this.actions.sort(place.column, event.shiftKey);
    }
  }

  override onMouseHover(grid: DataGrid, event: MouseEvent): void {
    super.onMouseHover(grid, event);
    const place = headerPlace(grid, event);
    if (place) {
      grid.viewport.node.style.cursor = 'pointer';
    }
    grid.viewport.node.title = place ? (place.mark ? 'Filter and describe the column' : 'Sort by the column') : '';
  }
}

/** The header under the mouse, unless the mouse is where columns are resized. */
function headerPlace(grid: DataGrid, event: MouseEvent): { column: number; mark: boolean } | null {
  const hit = grid.hitTest(event.clientX, event.clientY);
  if (hit.region !== 'column-header') {
    return null;
  }
  const right = hit.width - hit.x;
  return hit.x < EDGE || right <= EDGE ? null : { column: hit.column, mark: right <= MARK_WIDTH + EDGE };
}

export class GridKeys extends BasicKeyHandler {
  constructor(private readonly actions: GridActions) {
    super();
  }

  override onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    if (event.key === 'Tab') {
      return; // goes on to what follows the grid, which would be a trap else
    }
    const column = grid.selectionModel?.cursorColumn ?? -1;
    const accel = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (accel && key === 'c') {
      this.actions.copy(event.shiftKey);
    } else if (!accel && !event.altKey && key === 's' && column >= 0) {
      this.actions.sort(column, event.shiftKey);
    } else if (event.key === 'Enter' && column >= 0) {
      this.actions.inspect(column);
    } else {
      super.onKeyDown(grid, event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
