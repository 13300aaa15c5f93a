import type { ISharedCodeCell } from '@jupyter/ydoc';
import { Signal } from '@lumino/signaling';
import type { Layout, Written } from '../protocol/generated';
import { EMPTY_LAYOUT, isEmptyLayout, mergedLayout, parseLayout } from '../protocol/layout';
import { same, spliceOf, type Binding } from './binding';
import { cellParts, ended, withBody } from './cellText';

/** The key of the cell's metadata that holds what the text cannot say. */
const KEY = 'uzo';

/** Not in the interface: begins a new step of the history instead of adding to the last one. */
type WithHistory = ISharedCodeCell & { readonly undoManager?: { stopCapturing(): void } | null };

/** A `%%uzo` cell: its text, its metadata and its history. */
export class CellBinding implements Binding {
  readonly changed: Signal<Binding, void> = new Signal(this);
  readonly disposed: Signal<Binding, void> = new Signal(this);

  constructor(private readonly cell: ISharedCodeCell) {
    cell.changed.connect(this.onChanged, this);
    cell.disposed.connect(this.dispose, this);
  }

  read(): Written | null {
    const parts = cellParts(this.cell.getSource());
    return parts && { text: ended(parts.body), layout: layoutOf(this.cell) };
  }

  write(base: Written, next: Written): boolean {
    const source = this.cell.getSource();
    const parts = cellParts(source);
    if (!parts || !same(this.read(), base)) {
      return false;
    }
    const splice = spliceOf(source, withBody(source, parts, next.text));
    const history = (this.cell as WithHistory).undoManager;
    history?.stopCapturing();
    this.cell.transact(() => {
      putLayout(this.cell, next.layout ?? EMPTY_LAYOUT);
      if (splice.start < splice.end || splice.text) {
        this.cell.updateSource(splice.start, splice.end, splice.text);
      }
    });
    history?.stopCapturing();
    return true;
  }

  undo(): void {
    this.cell.undo();
  }

  redo(): void {
    this.cell.redo();
  }

  dispose(): void {
    this.cell.changed.disconnect(this.onChanged, this);
    this.cell.disposed.disconnect(this.dispose, this);
    this.disposed.emit();
    Signal.clearData(this);
  }

  private onChanged(_cell: ISharedCodeCell, change: { sourceChange?: unknown; metadataChange?: unknown }): void {
    if ((change.sourceChange || change.metadataChange) && cellParts(this.cell.getSource())) {
      this.changed.emit();
    }
  }
}

function layoutOf(cell: ISharedCodeCell): Layout {
  return parseLayout(cell.getMetadata()[KEY]);
}

/** Nothing is written where the layout is as before: metadata count as a change of the notebook. */
export function putLayout(cell: ISharedCodeCell, layout: Layout): void {
  if (same(layout, layoutOf(cell))) {
    return;
  }
  const merged = mergedLayout(cell.getMetadata()[KEY], layout);
  if (isEmptyLayout(layout) && same(merged, EMPTY_LAYOUT)) {
    cell.deleteMetadata(KEY);
  } else {
    cell.setMetadata(KEY, JSON.parse(JSON.stringify(merged)));
  }
}
