import { useEffect, useRef, type RefObject } from 'react';
import type { Graph } from '../protocol/generated';
import { useSlice, useView } from '../view/context';
import { cardOf } from './navigation';

/** A card that has the focus may go, or come back under another name: the keyboard stays in the graph. */
export function useKeptFocus(host: RefObject<HTMLElement>, graph: Graph): void {
  const created = useSlice(useView().store, state => state.created);
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const element = host.current;
    const enter = (event: FocusEvent) => (last.current = event.target as Element);
    element?.addEventListener('focusin', enter);
    return () => element?.removeEventListener('focusin', enter);
  }, [host]);
  useEffect(() => {
    // React Flow draws what has changed after this view.
    const timer = setTimeout(() => {
      const lost = last.current !== null && !last.current.isConnected && document.activeElement === document.body;
      if (lost || (document.activeElement === host.current && created.length > 0)) {
        (cardOf(host.current, created.at(-1)) ?? host.current)?.focus({ preventScroll: true });
      }
    });
    return () => clearTimeout(timer);
  }, [host, graph, created]);
}
