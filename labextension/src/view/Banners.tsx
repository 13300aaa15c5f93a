import { CloseIcon, InfoIcon, WarningIcon } from '../editor/icons';
import type { WorkflowStore } from '../state/store';
import { useSlice } from './context';

/** What Python wants to be read, and why it refused a command. */
export function Banners({ store }: { store: WorkflowStore }): JSX.Element {
  const notice = useSlice(store, state => state.notice);
  const rejected = useSlice(store, state => state.rejected);
  return (
    <>
      {rejected && <Banner kind="rejected" text={rejected} store={store} />}
      {notice && <Banner kind="notice" text={notice} store={store} />}
    </>
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
