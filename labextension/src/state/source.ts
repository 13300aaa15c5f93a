import type {
  Command,
  CompletionItem,
  Edit,
  FactsMessage,
  FilePart,
  FileReady,
  GetFacts,
  GetFilePart,
  GetPreview,
  MakeFile,
  NodeState,
  PreviewMessage,
  StaticTable,
  StaticView,
  WrittenMessage
} from '../protocol/generated';
import type { Host } from './host';
import { WorkflowStore } from './store';
import { isActive } from './workflow';

/** What a table is asked, and what arrives: what Python says, and the bytes that came with it. */
export interface TableAnswers {
  'get-preview': { readonly message: PreviewMessage; readonly bytes: Uint8Array };
  'get-facts': { readonly message: FactsMessage; readonly bytes: Uint8Array };
  'make-file': { readonly message: FileReady; readonly bytes: Uint8Array };
  'get-file-part': { readonly message: FilePart; readonly bytes: Uint8Array };
}

export type TableCommand = GetPreview | GetFacts | MakeFile | GetFilePart;
export interface TableQuestions {
  'get-preview': Omit<GetPreview, 'request'>;
  'get-facts': Omit<GetFacts, 'request'>;
  'make-file': Omit<MakeFile, 'request'>;
  'get-file-part': Omit<GetFilePart, 'request'>;
}
export type PreviewPage = TableAnswers['get-preview'];

type Sent = Exclude<
  Command,
  TableCommand | { kind: 'forget' | 'get-written' | 'complete-expression' | 'edit' | 'undo' | 'redo' | 'set-source' }
>;

/** The way to a live kernel. */
export interface Link {
  send(command: Sent): void;
  /** Asks about a table; an answer that is aborted is not made, unless it was begun. */
  ask<K extends keyof TableQuestions>(
    question: TableQuestions[K] & { readonly kind: K },
    signal?: AbortSignal
  ): Promise<TableAnswers[K]>;
  /** Changes the workflow by all of these edits or none, and tells whether it did; the store is told the reason. */
  edit(edits: readonly Edit[]): Promise<boolean>;
  undo(): void;
  redo(): void;
  /** The workflow in another notation. */
  written(notation: WrittenMessage['notation']): Promise<WrittenMessage>;
  /** What could be written at a place of an expression of a node. */
  complete(node: string, text: string, offset: number): Promise<readonly CompletionItem[]>;
  /** Whether a cell or a document holds the text, with a history of its own. */
  readonly isBound: boolean;
}

/** Where a view takes its workflow from. One view can be handed from a saved source to a live one. */
export interface WorkflowSource {
  readonly id: string;
  /** The cell whose text it is; empty where there is none. */
  readonly cellId: string;
  /** The kernel that the workflow is in; null for a saved view. */
  readonly kernelId: string | null;
  readonly store: WorkflowStore;
  /** Null for a saved view: nothing can be asked. */
  readonly link: Link | null;
  /** Heads of tables that were saved with the notebook. */
  readonly tables: readonly StaticTable[];
  /** What JupyterLab offers to a live view, where it does. */
  readonly host: Host | null;
  /** The folder where paths start, as Jupyter spells it. */
  folder(): string;
}

export function savedSource(view: StaticView): WorkflowSource {
  const store = new WorkflowStore(view.graph);
  store.dispatch({ kind: 'seed', view: ended(view) });
  const { modelId: id, tables } = view;
  return { id, cellId: '', kernelId: null, store, link: null, tables, host: null, folder: () => '' };
}

/** A run that was under way when the view was saved is not any more: its kernel is gone. */
function ended(view: StaticView): StaticView {
  if (!isActive(view.run)) {
    return view;
  }
  const nodes = Object.entries(view.nodes).map(([id, node]): [string, NodeState] => [
    id,
    node.status === 'running' || node.status === 'queued' ? { ...node, status: 'interrupted' } : node
  ]);
  const run = view.run && { ...view.run, phase: 'interrupted' as const, message: 'the kernel was stopped or restarted' };
  return { ...view, run, nodes: Object.fromEntries(nodes) };
}
