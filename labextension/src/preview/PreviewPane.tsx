import { useEffect, useState } from 'react';
import { StatusIcon } from '../editor/icons';
import type { GraphNode, NodeState } from '../protocol/generated';
import type { Link } from '../state/source';
import { count, statusWord } from '../state/words';
import { useNodeState, useView } from '../view/context';
import { Grid } from './Grid';
import type { Page } from './pages';
import { usePreview } from './usePreview';

const SLOW = 1200;
/** How a node can end without rows. */
const UNDONE: ReadonlySet<string> = new Set(['failed', 'skipped', 'cancelled', 'interrupted']);

/** The rows of the selected node. */
export default function PreviewPane({ node, link }: { node: GraphNode; link: Link }): JSX.Element {
  const { table, loading, problem } = usePreview(node, link);
  const [cell, setCell] = useState<string | null>(null);
  const first = table?.first;
  const undone = undoneWord(useNodeState(useView().store, node.id));
  return (
    <div
      className="uzo-preview"
      data-node={node.id}
      data-rows={first?.rows}
      data-total={first?.total}
      data-sample={first?.sample}
      data-loading={loading || undefined}
    >
      {first && undone && (
        <p className="uzo-undone" data-status={undone.status}>
          <StatusIcon status={undone.status} />
          <span>{undone.text}</span>
        </p>
      )}
      {first ? <Caption page={first} cell={cell} /> : <Instead node={node} loading={loading} problem={problem} />}
      {table && table.first.columns.length > 0 && (
        <Grid table={table} label={`Rows of ${node.label}`} onCell={setCell} />
      )}
    </div>
  );
}

function Caption({ page, cell }: { page: Page; cell: string | null }): JSX.Element {
  const rows = `${page.more ? 'First ' : ''}${count(page.total, 'row')}`;
  const figures = `${rows} · ${count(page.columns.length, 'column')}`;
  const note = page.note ?? (page.sample ? 'sample of the first rows' : null);
  return (
    <p className="uzo-caption">
      {page.sample && <span className="uzo-chip">Sample</span>}
      <span className="uzo-preview-summary" role="status">
        {figures}
      </span>
      {note && (
        <span className="uzo-note" title={note}>
          {note}
        </span>
      )}
      <span className="uzo-cell" role="status" title={cell ?? undefined}>
        {cell}
      </span>
    </p>
  );
}

/** What stands there while there are no rows. */
function Instead(props: { node: GraphNode; loading: boolean; problem: string | null }): JSX.Element {
  const { node, loading, problem } = props;
  const state = useNodeState(useView().store, node.id);
  if (loading) {
    return <Loading />;
  }
  // Why a run did not make the rows says more than that there are none.
  const reason = undoneWord(state) ?? (problem === null ? null : { status: 'failed' as const, text: problem });
  if (reason === null) {
    return <p className="uzo-empty">{emptyWord(node, state.status)}</p>;
  }
  return (
    <p className="uzo-empty" data-status={reason.status}>
      <StatusIcon status={reason.status} />
      <span>{reason.text}</span>
    </p>
  );
}

/** Why the last run did not make the rows of a node; rows that are shown all the same are those of a sample. */
function undoneWord(state: NodeState): { readonly status: NodeState['status']; readonly text: string } | null {
  return UNDONE.has(state.status)
    ? { status: state.status, text: [statusWord(state), state.message].filter(Boolean).join(': ') }
    : null;
}

/** A kernel that runs a cell answers when the cell has ended: say so instead of seeming stuck. */
function Loading(): JSX.Element {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  return <p className="uzo-empty">{slow ? 'Waiting for the kernel, which is busy…' : 'Loading rows…'}</p>;
}

function emptyWord(node: GraphNode, status: string): string {
  return status === 'queued' || status === 'running'
    ? `The rows of ${node.label} appear here when it is done.`
    : `No rows of ${node.label} yet. Run the workflow to see them.`;
}
