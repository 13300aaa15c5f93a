import { useId, useRef, useState, type KeyboardEvent } from 'react';

export interface Choice {
  readonly value: string;
  readonly detail?: string;
}

interface Props {
  readonly id: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly placeholder?: string;
  readonly label?: string;
  onChange(value: string): void;
  /** Called when one is taken, or Enter is pressed; else a choice is a change. */
  onChoose?(value: string): void;
  /** Backspace where there is no text to take away. */
  onErase?(): void;
}

const MOST = 200;

/** A text with suggestions: any text may be written, what is known is offered, and Enter takes the first that fits. */
export function Choices({ id, value, choices, placeholder, label, onChange, onChoose, onErase }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const exact = choices.some(choice => choice.value === value);
  const shown = fitting(choices, exact ? '' : value).slice(0, MOST);
  const active = at < 0 && value && !exact ? 0 : at;
  const take = (choice: string) => {
    setOpen(false);
    setAt(-1);
    (onChoose ?? onChange)(choice);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      setOpen(true);
      setAt((Math.max(active, step < 0 ? 0 : -1) + step + shown.length) % shown.length);
    } else if (event.key === 'Enter') {
      const chosen = open ? shown[active]?.value : undefined;
      if (chosen !== undefined || value) {
        take(chosen ?? value);
      }
    } else if (event.key === 'Escape' && open) {
      setOpen(false);
    } else if (event.key === 'Backspace' && value === '' && onErase) {
      if (!event.repeat) {
        onErase(); // a key that is still held has taken the text away, and shall stop there
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const onBlur = () => {
    setOpen(false);
    if (onChoose && value) {
      onChoose(value);
    }
  };
  return (
    <div className="uzo-choices" ref={box}>
      <input
        id={id}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={open && shown.length > 0}
        aria-controls={list}
        aria-activedescendant={open && shown[active] ? `${list}-${active}` : undefined}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onFocus={() => setOpen(true)}
        onBlur={onBlur}
        onChange={event => {
          setOpen(true);
          setAt(-1);
          onChange(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      {open && shown.length > 0 && (
        <div id={list} role="listbox" className="uzo-choice-list nowheel">
          {shown.map((choice, index) => (
            <div
              key={choice.value}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              tabIndex={-1}
              onPointerDown={event => {
                event.preventDefault();
                take(choice.value);
              }}
            >
              <span>{choice.value}</span>
              {choice.detail && <small>{choice.detail}</small>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** What begins as it is written comes before what has it elsewhere. */
function fitting(choices: readonly Choice[], text: string): Choice[] {
  const wanted = text.toLowerCase();
  const hits = choices.filter(choice => choice.value.toLowerCase().includes(wanted));
  const begins = (choice: Choice) => choice.value.toLowerCase().startsWith(wanted);
  return [...hits.filter(begins), ...hits.filter(choice => !begins(choice))];
}
