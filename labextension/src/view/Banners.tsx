import { CloseIcon, InfoIcon, WarningIcon } from '../editor/icons';
import { placeWord } from '../state/words';
import type { WorkflowStore } from '../state/store';
import { useSlice } from './context';

/** What Python wants to be read, and why it refused a command. */
export function Banners({ store }: { store: WorkflowStore }): JSX.Element {
  const notice = useSlice(store, state => state.notice);
  const rejected = useSlice(store, state => state.rejected);
  const broken = useSlice(store, state => state.broken);
  return (
    <>
      {broken && <Broken store={store} />}
      {rejected && <Banner kind="rejected" text={rejected} store={store} />}
      {notice && <Banner kind="notice" text={notice} store={store} />}
    </>
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

function Banner(props: { kind: 'notice' | 'rejected'; text: string; store: WorkflowStore }): JSX.Element {
  const { kind, text, store } = props;
  return (
    <div className="uzo-banner" data-kind={kind} role={kind === 'rejected' ? 'alert' : 'status'}>
      {kind === 'rejected' ? <WarningIcon /> : <InfoIcon />}
      <span>{text}</span>
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
