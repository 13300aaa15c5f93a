import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { createPortal } from 'react-dom';
import { useOwnKeys } from '../view/hooks';
import { useDismiss } from './QuickAdd';

export interface MenuItem {
  readonly label: string;
  readonly keys?: string;
  /** What there is to know before it is done. */
  readonly note?: string | null;
  /** Why it cannot be done now. */
  readonly off?: string | null;
  run(): void;
}

/** A list of commands at a place of the window; a null between items is a line. */
export function Menu(props: {
  items: readonly (MenuItem | null)[];
  at: { readonly x: number; readonly y: number };
  label: string;
  close: () => void;
  /** The button that opened it, and closes it again. */
  opener?: RefObject<HTMLElement>;
}): JSX.Element {
  const { items, at, label, close, opener } = props;
  const host = useRef<HTMLDivElement>(null);
  useDismiss(host, close, opener);
  useOwnKeys(host);
  useEffect(() => {
    const menu = host.current;
    const before = document.activeElement as HTMLElement | null;
    menu?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    return () => {
      // A command may have moved the focus on.
      if (document.activeElement === document.body || menu?.contains(document.activeElement)) {
        before?.focus({ preventScroll: true });
      }
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const entries = [...(host.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const now = entries.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      entries[(now + step + entries.length) % entries.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return createPortal(
    <div
      ref={host}
      className="uzo-popover uzo-menu"
      role="menu"
      aria-label={label}
      style={placeOf(at, items)}
      onKeyDown={onKeyDown}
      onContextMenu={event => event.preventDefault()}
    >
      {items.map((item, index) =>
        item ? (
          <Item key={index} item={item} close={close} />
        ) : (
          <hr key={index} />
        )
      )}
    </div>,
    document.body
  );
}

/** One that is off can be come to all the same, so that its reason is read. */
function Item({ item, close }: { item: MenuItem; close: () => void }): JSX.Element {
  const small = item.off ?? item.note;
  const choose = () => {
    if (!item.off) {
      close();
      item.run();
    }
  };
  return (
    <button type="button" role="menuitem" tabIndex={-1} aria-disabled={item.off ? true : undefined} onClick={choose}>
      <span>
        {item.label}
        {small && <small>{small}</small>}
      </span>
      {item.keys && <kbd>{item.keys}</kbd>}
    </button>
  );
}

/** Within the window. */
function placeOf(at: { readonly x: number; readonly y: number }, items: readonly (MenuItem | null)[]) {
  const height = items.reduce((sum, item) => sum + (item?.off || item?.note ? 44 : 30), 0);
  return {
    left: Math.min(at.x, window.innerWidth - 296),
    top: Math.max(4, Math.min(at.y, window.innerHeight - height))
  };
}
