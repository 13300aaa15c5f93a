import { useEffect, useState, type ReactNode } from 'react';
import { StatusIcon } from '../editor/icons';
import type { GraphNode, NodeState } from '../protocol/generated';
import { statusWord } from '../state/words';
import { isActive } from '../state/workflow';
import { useNodeState, useSlice, useView } from '../view/context';
import { obstacleOf } from './obstacle';

const SLOW = 1200;
/** How a node can end without rows. */
const UNDONE: ReadonlySet<string> = new Set(['failed', 'skipped', 'cancelled', 'interrupted']);

interface InsteadProps {
  readonly node: GraphNode;
  readonly loading: boolean;
  readonly problem: string | null;
  readonly whole: boolean;
  setWhole(whole: boolean): void;
}

/** What stands there while there are no rows. */
export function Instead({ node, loading, problem, whole, setWhole }: InsteadProps): JSX.Element {
  const view = useView();
  const state = useNodeState(view.store, node.id);
  if (loading) {
    return whole ? <Computing stop={() => setWhole(false)} /> : <Loading />;
  }
  // Why a run did not make the rows says more than that there are none.
  const reason = undoneWord(state) ?? (problem === null ? null : { status: 'failed' as const, text: problem });
  if (reason === null) {
    return <NoRows node={node} state={state} setWhole={setWhole} />;
  }
  return (
    <p className="uzo-empty" data-status={reason.status}>
      <StatusIcon status={reason.status} />
      <span>{reason.text}</span>
    </p>
  );
}

/** What would bring rows: a mended workflow, files that may be read, all data instead of a sample, or a run. */
function NoRows({ node, state, setWhole }: Pick<InsteadProps, 'node' | 'setWhole'> & { state: NodeState }): JSX.Element {
  const { store, link } = useView();
  const reaches = useSlice(store, ({ reaches: all }) => all);
  const obstacle = useSlice(store, known => obstacleOf(known, node));
  const active = useSlice(store, ({ run }) => isActive(run));
  if (obstacle !== null && !active) {
    return <Way text={obstacle} status="failed" />;
  }
  if (!reaches && !active) {
    return (
      <Way text={`The files that this workflow names were not read yet. Preview reads them and shows first rows of ${node.label}.`}>
        <button type="button" className="uzo-small-button" onClick={() => link?.send({ kind: 'reach' })}>
          Preview
        </button>
      </Way>
    );
  }
  // A sample says nothing of this node: all of its data can.
  if (state.status === 'idle' && state.message !== null) {
    return (
      <Way text={state.message}>
        <button type="button" className="uzo-small-button" onClick={() => setWhole(true)}>
          Compute its first rows from all data
        </button>
      </Way>
    );
  }
  return <Way text={emptyWord(node, state.status)} />;
}

function Way({ text, status, children }: { text: string; status?: NodeState['status']; children?: ReactNode }): JSX.Element {
  return (
    <div className="uzo-empty uzo-instead" data-status={status}>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Why the last run did not make the rows of a node; rows that are shown all the same are those of a sample. */
export function undoneWord(state: NodeState): { readonly status: NodeState['status']; readonly text: string } | null {
  return UNDONE.has(state.status)
    ? { status: state.status, text: [statusWord(state), state.message].filter(Boolean).join(': ') }
    : null;
}

function Computing({ stop }: { stop: () => void }): JSX.Element {
  return (
    <div className="uzo-empty uzo-instead">
      <p role="status">Computing the first rows from all data…</p>
      <button type="button" className="uzo-small-button" onClick={stop}>
        Do not wait
      </button>
    </div>
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
