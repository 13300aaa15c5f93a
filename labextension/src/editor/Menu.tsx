import { useEffect, useRef, type KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { useOwnKeys } from '../view/hooks';
import { useDismiss } from './QuickAdd';

export interface MenuItem {
  readonly label: string;
  readonly keys?: string;
  run(): void;
}

/** A list of commands at a place of the window; a null between items is a line. */
export function Menu(props: {
  items: readonly (MenuItem | null)[];
  at: { readonly x: number; readonly y: number };
  label: string;
  close: () => void;
}): JSX.Element {
  const { items, at, label, close } = props;
  const host = useRef<HTMLDivElement>(null);
  useDismiss(host, close);
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
      style={{ left: Math.min(at.x, window.innerWidth - 240), top: Math.min(at.y, window.innerHeight - 30 * items.length) }}
      onKeyDown={onKeyDown}
      onContextMenu={event => event.preventDefault()}
    >
      {items.map((item, index) =>
        item ? (
          <button
            key={index}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              close();
              item.run();
            }}
          >
            <span>{item.label}</span>
            {item.keys && <kbd>{item.keys}</kbd>}
          </button>
        ) : (
          <hr key={index} />
        )
      )}
    </div>,
    document.body
  );
}
