import { useState, type KeyboardEvent } from 'react';
import { LIMITS } from '../protocol/layout';
import { focused } from '../view/hooks';
import { useEditing } from './editing';

interface Props {
  readonly text: string;
  readonly label: string;
  readonly className: string;
  readonly multiline?: boolean;
  /** Whether it was carried out. */
  commit(text: string): Promise<boolean>;
  /** Takes away what is new and was left without a text. */
  discard?(): void;
}

interface Draft {
  readonly text: string;
  /** What was sent is shown until it is there; what was refused is open again, and does not take the keyboard. */
  readonly state: 'written' | 'sent' | 'refused';
}

/** A text that is edited where it stands: double click or Enter begins, leaving, Enter or Escape ends. */
export function EditableText({ text, label, className, multiline, commit, discard }: Props): JSX.Element {
  const editable = useEditing() !== null;
  const [draft, setDraft] = useState<Draft | null>(text === '' && editable ? { text, state: 'written' } : null);
  const shown = draft?.text ?? text;
  const write = (next: string) => setDraft(before => ({ text: next, state: before?.state === 'refused' ? 'refused' : 'written' }));
  if (!editable) {
    return <div className={className}>{shown}</div>;
  }
  if (draft === null || draft.state === 'sent') {
    return (
      <div
        className={className}
        role="button"
        tabIndex={0}
        aria-label={`${label}: ${shown}`}
        onDoubleClick={() => write(shown)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            event.preventDefault();
            write(shown);
          }
        }}
      >
        {shown}
      </div>
    );
  }
  const end = (next: string) => {
    if (next === text) {
      setDraft(null);
      return;
    }
    const sent: Draft = { text: next, state: 'sent' };
    setDraft(sent);
    void commit(next).then(done => setDraft(now => (now === sent ? (done ? null : { ...sent, state: 'refused' }) : now)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape' && text === '' && shown.trim() === '' && discard) {
      discard();
    } else if (event.key === 'Escape') {
      end(draft.state === 'refused' ? text : shown); // nobody's text is lost, but what cannot be kept need not be sent for ever
    } else if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
      end(shown);
    }
  };
  const common = {
    className: `${className} nodrag nowheel`,
    'aria-label': label,
    ref: draft.state === 'refused' ? undefined : focused,
    value: shown,
    maxLength: LIMITS.text,
    onBlur: () => end(shown),
    onKeyDown
  };
  return multiline ? (
    <textarea {...common} placeholder="Write a note" onChange={event => write(event.target.value)} />
  ) : (
    <input {...common} type="text" placeholder={label} onChange={event => write(event.target.value)} />
  );
}
