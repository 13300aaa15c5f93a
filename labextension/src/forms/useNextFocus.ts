import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Says where the keyboard goes with the next drawing: what had it may be gone by then, and what it shall have not there yet. */
export function useNextFocus(host: RefObject<HTMLElement>): (...selectors: string[]) => void {
  const wanted = useRef<readonly string[]>([]);
  useLayoutEffect(() => {
    const found = wanted.current.map(selector => host.current?.querySelector<HTMLElement>(selector));
    wanted.current = [];
    found.find(element => element)?.focus();
  });
  return (...selectors) => {
    wanted.current = selectors;
  };
}
