import { forwardRef, useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { RunScope } from '../protocol/generated';
import { EVERYTHING } from '../state/scopes';
import type { Link, WorkflowSource } from '../state/source';
import type { WorkflowStore } from '../state/store';
import { isActive } from '../state/workflow';
import { useSlice } from '../view/context';
import type { Tools } from '../view/useEditingState';
import { EditTools } from './EditTools';
import { BookmarkIcon, EyeIcon, PlayIcon, StopIcon, WorkflowIcon } from './icons';
import { Parameters } from './Parameters';
import { startRun } from './running';
import { RunMenu } from './RunMenu';
import { ProgressBar, RunStatus } from './RunStatus';

/** Name, Run and Cancel, the state of the run, and the parameters. */
export function Toolbar({ source, tools }: { source: WorkflowSource; tools?: Tools }): JSX.Element {
  const { store, link } = source;
  const name = useSlice(store, state => state.graph.name);
  return (
    <header className="uzo-header">
      <div className="uzo-toolbar" role="toolbar" aria-label="Workflow">
        <span className="uzo-name" title={name}>
          <WorkflowIcon />
          <span>{name}</span>
        </span>
        {link && tools && <EditTools store={store} link={link} tools={tools} />}
        <RunStatus store={store} />
        {link ? <RunButtons store={store} link={link} /> : <SavedNote />}
      </div>
      <Parameters store={store} link={link} />
      <ProgressBar store={store} />
    </header>
  );
}

function SavedNote(): JSX.Element {
  return (
    <span className="uzo-saved-note" role="note">
      <BookmarkIcon />
      Saved view. Run the cell to make it live.
    </span>
  );
}

function RunButtons({ store, link }: { store: WorkflowStore; link: Link }): JSX.Element {
  const active = useSlice(store, state => isActive(state.run));
  const reaches = useSlice(store, state => state.reaches);
  const [asked, ask] = useAsked(store);
  const run = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    ask('cancel');
    link.send({ kind: 'cancel' });
  };
  const goOn = useCallback(() => run.current?.focus(), []);
  const start = (scope: RunScope) => {
    if (startRun(link, scope, run.current)) {
      ask('run');
    }
  };
  return (
    <span className="uzo-actions">
      {active && <CancelButton waits={asked === 'cancel'} cancel={cancel} goOn={goOn} />}
      {!reaches && (
        <Button kind="reach" off={false} onClick={() => link.send({ kind: 'reach' })}>
          <EyeIcon />
          Preview
        </Button>
      )}
      <span className="uzo-run-group">
        <Button ref={run} kind="run" off={active || asked === 'run'} onClick={() => start(EVERYTHING)}>
          <PlayIcon />
          {active ? 'Running' : 'Run'}
        </Button>
        <RunMenu store={store} run={start} />
      </span>
    </span>
  );
}

interface CancelProps {
  readonly waits: boolean;
  readonly cancel: () => void;
  /** Takes the keyboard when the run is over. */
  readonly goOn: () => void;
}

function CancelButton({ waits, cancel, goOn }: CancelProps): JSX.Element {
  const own = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = own.current;
    return () => {
      if (button && button === document.activeElement) {
        goOn();
      }
    };
  }, [goOn]);
  return (
    <Button ref={own} kind="cancel" off={waits} onClick={cancel}>
      <StopIcon />
      {waits ? 'Cancelling…' : 'Cancel'}
    </Button>
  );
}

interface ButtonProps {
  readonly kind: 'run' | 'cancel' | 'reach';
  readonly off: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** One that is off keeps the focus, which a disabled button would lose to the page. */
const Button = forwardRef<HTMLButtonElement, ButtonProps>(({ kind, off, onClick, children }, ref) => (
  <button
    ref={ref}
    type="button"
    className={`uzo-button uzo-${kind}`}
    aria-disabled={off}
    onClick={() => !off && onClick()}
  >
    {children}
  </button>
));

type Asked = 'run' | 'cancel';

interface Question {
  readonly kind: Asked;
  readonly run: string | undefined;
  readonly generation: number;
  readonly refusals: number;
}

/** The command that was sent and not yet answered, so that a slow kernel does not look like a dead button. */
function useAsked(store: WorkflowStore): [Asked | null, (kind: Asked) => void] {
  const run = useSlice(store, state => state.run);
  const refusals = useSlice(store, state => state.refusals);
  const generation = useSlice(store, state => state.generation);
  const [asked, setAsked] = useState<Question | null>(null);
  const answered =
    asked === null ||
    refusals !== asked.refusals ||
    run?.id !== asked.run ||
    (asked.kind === 'cancel' ? !isActive(run) : generation !== asked.generation);
  return [answered ? null : asked.kind, kind => setAsked({ kind, run: run?.id, generation, refusals })];
}
