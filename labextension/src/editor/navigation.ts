import type { KeyboardEvent, RefObject } from 'react';
import { useEffect, useState } from 'react';
import { useView } from '../view/context';
import { isWriting } from './useEditKeys';
import { isDirection, neighbour } from './layout';

/** Whether the focus is inside: only then does the wheel belong to the graph, else to the page. */
export function useFocusWithin(host: RefObject<HTMLElement>): boolean {
  const [focused, setFocused] = useState(false);
  useEffect(() => {
    const element = host.current;
    const enter = () => setFocused(true);
    const leave = (event: FocusEvent) => setFocused(!!element?.contains(event.relatedTarget as Node | null));
    element?.addEventListener('focusin', enter);
    element?.addEventListener('focusout', leave);
    return () => {
      element?.removeEventListener('focusin', enter);
      element?.removeEventListener('focusout', leave);
    };
  }, [host]);
  return focused;
}

/** The card of a node. */
export function cardOf(host: HTMLElement | null, id: string | null | undefined): HTMLElement | null {
  return id == null ? null : (host?.querySelector<HTMLElement>(`[data-node-id=${CSS.escape(id)}]`) ?? null);
}

/** Arrow keys go from card to card. */
export function useArrowKeys(host: RefObject<HTMLElement>): (event: KeyboardEvent) => void {
  const view = useView();
  return event => {
    if (isWriting(event.target)) {
      return;
    }
    const focused = (event.target as HTMLElement).dataset.nodeId;
    const from = view.nodes.get(focused ?? view.selected ?? '');
    const next = isDirection(event.key) && from ? neighbour(view.nodes.values(), from, event.key) : null;
    if (!next) {
      return;
    }
    event.preventDefault();
    view.select(next.id);
    cardOf(host.current, next.id)?.focus({ preventScroll: true });
  };
}
