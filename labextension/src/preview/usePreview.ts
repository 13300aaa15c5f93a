import { useEffect, useState } from 'react';
import type { GraphNode, TableQuery } from '../protocol/generated';
import type { Link } from '../state/source';
import { useNodeState, useSlice, useView } from '../view/context';
import { decodePage } from './arrow';
import { PagedTable, PAGE_ROWS, type Fetch } from './pages';

export interface Preview {
  /** Rows to show: of this node, perhaps a little out of date while newer ones are on the way. */
  readonly table: PagedTable | null;
  readonly loading: boolean;
  readonly problem: string | null;
}

interface Shown {
  readonly node: string;
  readonly key: string;
  readonly table: PagedTable | null;
  readonly problem: string | null;
}

/**
 * The rows of a node, asked for again whenever what is known of it changes. Rows on the screen stay
 * until the new ones are there. `whole` computes them from all data where a sample can tell nothing.
 */
export function usePreview(node: GraphNode, link: Link, query: TableQuery, whole: boolean): Preview {
  const known = usePreviewKey(node);
  const view = JSON.stringify(query);
  const rows = known ?? (whole ? 'whole' : null);
  const all = known === null;
  const key = rows === null ? null : `${rows} ${view}`;
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    if (key === null) {
      return;
    }
    const leaving = new AbortController();
    const asked = { kind: 'get-preview' as const, node: node.id, query: JSON.parse(view) as TableQuery, whole: all };
    const fetch: Fetch = async (offset, limit, signal) =>
      decodePage(await link.ask({ ...asked, offset, limit }, signal));
    const finish = (table: PagedTable | null, problem: string | null) =>
      leaving.signal.aborted || setShown({ node: node.id, key, table, problem });
    fetch(0, PAGE_ROWS, leaving.signal).then(
      first => finish(new PagedTable(first, fetch, view), null),
      (error: Error) => finish(null, error.message)
    );
    return () => leaving.abort();
  }, [node.id, link, key, view, all]);
  useEffect(() => () => shown?.table?.dispose(), [shown]);
  const gone = useGone(node) && key === null;
  const own = shown?.node === node.id && !gone ? shown : null;
  return {
    table: own?.table ?? null,
    loading: key !== null && own?.key !== key,
    problem: own?.problem ?? null
  };
}

/** How long a node may be without rows after an edit before those that it had are taken away. */
const PATIENCE = 2000;

/** Whether a node has no rows and will have none: they are not on the way. */
function useGone({ id }: GraphNode): boolean {
  const { store, problems } = useView();
  const idle = useNodeState(store, id).status === 'idle';
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = idle ? setTimeout(() => setLate(true), PATIENCE) : undefined;
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [id, idle]);
  return idle && (late || (problems.get(id)?.errors ?? 0) > 0);
}

/** Changes when other rows are to be expected; null while there are none. */
export function usePreviewKey({ id }: GraphNode): string | null {
  const { store } = useView();
  const { status, rows } = useNodeState(store, id);
  const generation = useSlice(store, state => state.generation);
  const run = useSlice(store, state => state.run?.id ?? '');
  const none = status === 'idle' || status === 'queued' || status === 'running';
  // An exact number of rows may come after the rows themselves: that alone is no reason to ask again.
  return none ? null : [status, generation, status === 'done' ? run : rows].join(' ');
}
