import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ISharedFile } from '@jupyter/ydoc';
import { Signal } from '@lumino/signaling';
import type { Written } from '../protocol/generated';
import { spliceOf, type Binding } from '../sync/binding';

/** Not in the interface: begins a new step of the history instead of adding to the last one. */
type WithHistory = ISharedFile & { readonly undoManager?: { stopCapturing(): void } | null };

/** A document of Jupyter: its text and its history; saving is Jupyter's own. */
export class DocumentBinding implements Binding {
  readonly changed: Signal<Binding, void> = new Signal(this);
  readonly disposed: Signal<Binding, void> = new Signal(this);

  constructor(context: DocumentRegistry.CodeContext) {
    this.file = context.model.sharedModel as ISharedFile;
    this.file.changed.connect(this.onChanged, this);
    context.disposed.connect(this.dispose, this);
  }

  read(): Written {
    return { text: this.file.getSource(), layout: null };
  }

  write(base: Written, next: Written): boolean {
    const text = this.file.getSource();
    if (text !== base.text) {
      return false;
    }
    const splice = spliceOf(text, next.text);
    const history = (this.file as WithHistory).undoManager;
    history?.stopCapturing();
    this.file.updateSource(splice.start, splice.end, splice.text);
    history?.stopCapturing();
    return true;
  }

  undo(): void {
    this.file.undo();
  }

  redo(): void {
    this.file.redo();
  }

  dispose(): void {
    this.file.changed.disconnect(this.onChanged, this);
    this.disposed.emit();
    Signal.clearData(this);
  }

  private onChanged(_file: ISharedFile, change: { sourceChange?: unknown }): void {
    if (change.sourceChange) {
      this.changed.emit();
    }
  }

  private readonly file: ISharedFile;
}
