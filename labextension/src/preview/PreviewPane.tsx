import { useEffect, useState } from 'react';
import { StatusIcon } from '../editor/icons';
import type { GraphNode } from '../protocol/generated';
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
  return (
    <div
      className="uzo-preview"
      data-node={node.id}
      data-rows={first?.rows}
      data-total={first?.total}
      data-sample={first?.sample}
      data-loading={loading || undefined}
    >
      {first ? <Caption page={first} cell={cell} /> : <Instead node={node} loading={loading} problem={problem} />}
      {table && table.first.columns.length > 0 && (
        <Grid table={table} label={`Rows of ${node.label}`} onCell={setCell} />
      )}
    </div>
  );
}

function Caption({ page, cell }: { page: Page; cell: string | null }): JSX.Element {
  const figures = `${count(page.total, 'row')} · ${count(page.columns.length, 'column')}`;
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
  const status = UNDONE.has(state.status) ? state.status : problem !== null ? 'failed' : null;
  if (status === null) {
    return <p className="uzo-empty">{emptyWord(node, state.status)}</p>;
  }
  // Why a run did not make the rows says more than that there are none.
  const reason = UNDONE.has(state.status) ? [statusWord(state), state.message].filter(Boolean).join(': ') : problem;
  return (
    <p className="uzo-empty" data-status={status}>
      <StatusIcon status={status} /> {reason}
    </p>
  );
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
