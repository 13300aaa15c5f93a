/** What a node does to its first input: columns that come, go and change their type; rows in and out. Pure. */
import type { Column, Graph, NodeState } from '../protocol/generated';
import { count, figure } from '../state/words';

export interface Changes {
  /** The label of the first input. */
  readonly input: string;
  readonly rowsBefore: number | null;
  readonly rowsAfter: number | null;
  readonly added: ReadonlySet<string>;
  readonly removed: readonly Column[];
  /** The type that a column had before, by its name. */
  readonly retyped: ReadonlyMap<string, string>;
}

/** Null for a node without inputs. */
export function changesOf(graph: Graph, id: string, states: (node: string) => NodeState): Changes | null {
  const source = firstInput(graph, id);
  return source === null ? null : changesAlong(graph, source, states(source), states(id));
}

/** What the node in the state `after` does to the rows of `source`. */
export function changesAlong(graph: Graph, source: string, before: NodeState, after: NodeState): Changes {
  const label = graph.nodes.find(node => node.id === source)?.label ?? source;
  // Samples of two nodes are not made of the same rows: only exact figures can be set side by side.
  const exact = !before.sample && !after.sample;
  return {
    input: label,
    rowsBefore: exact ? before.rows : null,
    rowsAfter: exact ? after.rows : null,
    ...columnChanges(before.columns, after.columns)
  };
}

function firstInput(graph: Graph, id: string): string | null {
  const handles = graph.nodes.find(node => node.id === id)?.inputs ?? [];
  const edges = graph.edges.filter(edge => edge.target === id);
  const place = (handle: string) => (handles.includes(handle) ? handles.indexOf(handle) : handles.length);
  edges.sort((a, b) => place(a.targetHandle) - place(b.targetHandle));
  return edges[0]?.source ?? null;
}

type ColumnChanges = Pick<Changes, 'added' | 'removed' | 'retyped'>;

export function columnChanges(before: readonly Column[] | null, after: readonly Column[] | null): ColumnChanges {
  if (!before || !after) {
    return { added: new Set(), removed: [], retyped: new Map() };
  }
  const old = new Map(before.map(column => [column.name, column.dtype]));
  const now = new Set(after.map(column => column.name));
  const retyped = after.flatMap(({ name, dtype }): [string, string][] => {
    const was = old.get(name);
    return was !== undefined && was !== dtype ? [[name, was]] : [];
  });
  return {
    added: new Set(after.filter(({ name }) => !old.has(name)).map(({ name }) => name)),
    removed: before.filter(({ name }) => !now.has(name)),
    retyped: new Map(retyped)
  };
}

/** In a line: `336,776 → 8,255 rows · 2 columns added · 1 removed`; empty where nothing changes. */
export function changeWords(changes: Changes): string {
  const { added, removed, retyped } = changes;
  const columns: [number, string][] = [
    [added.size, 'added'],
    [removed.length, 'removed'],
    [retyped.size, 'of another type']
  ];
  const told = columns.filter(([many]) => many > 0);
  const words = told.map(([many, word], index) => (index === 0 ? `${count(many, 'column')} ${word}` : `${many} ${word}`));
  return [rowWords(changes), ...words].filter(Boolean).join(' · ');
}

export function rowWords({ rowsBefore, rowsAfter }: Pick<Changes, 'rowsBefore' | 'rowsAfter'>): string | null {
  return rowsBefore === null || rowsAfter === null ? null : `${figure(rowsBefore)} → ${count(rowsAfter, 'row')}`;
}
