import { useState, type KeyboardEvent } from 'react';
import { focused } from '../view/hooks';
import { useEditing } from './editing';

interface Props {
  readonly text: string;
  readonly label: string;
  readonly className: string;
  readonly multiline?: boolean;
  commit(text: string): void;
}

/** A text that is edited where it stands: double click or Enter begins, leaving or Enter ends, Escape takes back. */
export function EditableText({ text, label, className, multiline, commit }: Props): JSX.Element {
  const editable = useEditing() !== null;
  const [draft, setDraft] = useState<string | null>(text === '' && editable ? '' : null);
  if (!editable) {
    return <div className={className}>{text}</div>;
  }
  if (draft === null) {
    return (
      <div
        className={className}
        role="button"
        tabIndex={0}
        aria-label={`${label}: ${text}`}
        onDoubleClick={() => setDraft(text)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            event.preventDefault();
            setDraft(text);
          }
        }}
      >
        {text}
      </div>
    );
  }
  const end = (next: string | null) => {
    setDraft(null);
    if (next !== null && next !== text) {
      commit(next);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      end(null);
    } else if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
      end(draft);
    }
  };
  const common = {
    className: `${className} nodrag nowheel`,
    'aria-label': label,
    ref: focused,
    value: draft,
    onBlur: () => end(draft),
    onKeyDown
  };
  return multiline ? (
    <textarea {...common} placeholder="Write a note" onChange={event => setDraft(event.target.value)} />
  ) : (
    <input {...common} type="text" placeholder={label} onChange={event => setDraft(event.target.value)} />
  );
}
