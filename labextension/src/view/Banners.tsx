import { useContext, type ReactNode } from 'react';
import { useEditing } from '../editor/editing';
import { CloseIcon, InfoIcon, WarningIcon } from '../editor/icons';
import type { Diagnostic } from '../protocol/generated';
import { isError } from '../state/problems';
import { count, placeWord } from '../state/words';
import type { WorkflowStore } from '../state/store';
import { useSlice, View } from './context';

interface Props {
  readonly store: WorkflowStore;
  readonly problems: readonly Diagnostic[];
  showProblems(): void;
}

/** What Python wants to be read, and why it refused a command. */
export function Banners({ store, problems, showProblems }: Props): JSX.Element {
  const notice = useSlice(store, state => state.notice);
  const rejected = useSlice(store, state => state.rejected);
  const broken = useSlice(store, state => state.broken);
  const faulty = useSlice(store, state => state.faulty);
  const errors = faulty ? problems.filter(isError).length : 0; // the problems show them better than one line
  return (
    <>
      {broken && <Broken store={store} />}
      {rejected && errors > 0 && (
        <Banner kind="rejected" text={`The workflow has ${count(errors, 'error')}.`} store={store}>
          <button type="button" className="uzo-small-button" onClick={showProblems}>
            Show problems
          </button>
        </Banner>
      )}
      {rejected && errors === 0 && (
        <Banner kind="rejected" text={rejected} store={store}>
          <ShowCode store={store} />
        </Banner>
      )}
      {notice && <Banner kind="notice" text={notice} store={store} />}
    </>
  );
}

/** Leads to the code that a run was refused for. */
function ShowCode({ store }: { store: WorkflowStore }): JSX.Element | null {
  const view = useContext(View);
  const editing = useEditing();
  const node = useSlice(store, state => state.untrusted.find(id => state.graph.nodes.some(each => each.id === id)));
  if (node === undefined || !view || !editing) {
    return null;
  }
  const show = () => {
    view.select(node);
    editing.openSettings('no');
  };
  return (
    <button type="button" className="uzo-small-button uzo-show-code" onClick={show}>
      Show the code
    </button>
  );
}

/** While a person types, the text is often unfinished. */
function Broken({ store }: { store: WorkflowStore }): JSX.Element {
  const problem = useSlice(store, state => state.diagnostics[0]);
  const place = problem && placeWord(problem);
  const drawn = useSlice(store, state => state.graph.nodes.length > 0);
  return (
    <div className="uzo-banner" data-kind="broken" role="status">
      <WarningIcon />
      <span>
        The text cannot be read{place ? ` (${place})` : ''}: {problem?.message}{' '}
        {drawn ? 'The graph shows the last version that could.' : problem?.hint}
      </span>
    </div>
  );
}

interface BannerProps {
  readonly kind: 'notice' | 'rejected';
  readonly text: string;
  readonly store: WorkflowStore;
  readonly children?: ReactNode;
}

function Banner({ kind, text, store, children }: BannerProps): JSX.Element {
  return (
    <div className="uzo-banner" data-kind={kind} role={kind === 'rejected' ? 'alert' : 'status'}>
      {kind === 'rejected' ? <WarningIcon /> : <InfoIcon />}
      <span>{text}</span>
      {children}
      <button
        type="button"
        className="uzo-icon-button"
        title="Dismiss"
        aria-label="Dismiss"
        onClick={() => store.dispatch({ kind: 'dismiss' })}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
