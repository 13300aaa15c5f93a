import { useEffect, useState } from 'react';
import type { WorkflowStore } from '../state/store';
import { runWord } from '../state/words';
import { isActive } from '../state/workflow';
import { useSlice } from '../view/context';
import { LinkIcon, StatusIcon } from './icons';

const TICK = 100;

const ICONS = {
  starting: 'running',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted'
} as const;

/** The state of the run in words, with a link to its page in Prefect. */
export function RunStatus({ store }: { store: WorkflowStore }): JSX.Element {
  const run = useSlice(store, state => state.run);
  const nodes = useSlice(store, state => state.nodes);
  const graph = useSlice(store, state => state.graph);
  const text = runWord({ run, nodes, graph }, useNow(isActive(run)));
  return (
    <span className="uzo-status" data-phase={run?.phase ?? 'idle'}>
      {run && <StatusIcon status={ICONS[run.phase]} />}
      <span className="uzo-status-text" title={text}>
        {text}
      </span>
      <span className="uzo-sr-only" role="status">
        {run && !isActive(run) ? text : ''}
      </span>
      <PrefectLink url={run?.prefectUrl ?? null} />
    </span>
  );
}

/** A thin line along the toolbar; its width is the share of the work that is done. */
export function ProgressBar({ store }: { store: WorkflowStore }): JSX.Element {
  const phase = useSlice(store, state => state.run?.phase ?? 'idle');
  const progress = useSlice(store, state => state.run?.progress ?? 0);
  const share = phase === 'completed' ? 1 : Math.max(0, Math.min(1, progress));
  return (
    <div
      className="uzo-progress"
      data-phase={phase}
      role="progressbar"
      aria-label="Progress of the run"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

function PrefectLink({ url }: { url: string | null }): JSX.Element | null {
  if (!url || !/^https?:\/\//i.test(url)) {
    return null;
  }
  return (
    <a className="uzo-prefect-link" href={url} target="_blank" rel="noopener noreferrer" title="Open this run in Prefect">
      Prefect
      <LinkIcon />
    </a>
  );
}

/** The clock, ticking while a run is under way: the seconds go on between messages. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!ticking) {
      return;
    }
    const timer = setInterval(() => setNow(performance.now()), TICK);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
