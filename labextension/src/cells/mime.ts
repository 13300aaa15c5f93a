import type { CodeEditor } from '@jupyterlab/codeeditor';

export const UZO_MIME = 'text/x-uzo';

const MAGIC = /^\s*%%uzo(?:\s|$)/;

export function isWorkflowCell(source: string): boolean {
  return MAGIC.test(source);
}

type Model = Pick<CodeEditor.IModel, 'mimeType' | 'mimeTypeChanged' | 'sharedModel' | 'isDisposed'>;

/**
 * Gives a cell the MIME type of workflows as long as its first line says so. The notebook sets the type
 * of all its cells anew whenever a kernel tells its language: that is the type to go back to.
 */
export class CellMimeType {
  constructor(
    private readonly model: Model,
    private readonly ready: () => Promise<unknown>
  ) {
    this.other = model.mimeType;
    model.mimeTypeChanged.connect(this.apply, this);
    model.sharedModel.changed.connect(this.apply, this);
    this.apply();
  }

  private apply(): void {
    const { model } = this;
    if (model.mimeType !== UZO_MIME) {
      this.other = model.mimeType;
    }
    if (!isWorkflowCell(model.sharedModel.getSource())) {
      model.mimeType = this.other;
    } else if (this.isReady) {
      model.mimeType = UZO_MIME;
    } else {
      this.prepare();
    }
  }

  /** An editor loads a language when it first needs it: without waiting here, a slow load would win over a later change. */
  private prepare(): void {
    this.preparing ??= this.ready().then(() => {
      this.isReady = true;
      if (!this.model.isDisposed) {
        this.apply();
      }
    });
  }

  private other: string;
  private isReady = false;
  private preparing: Promise<void> | null = null;
}
