import { useLayoutEffect, useRef, type RefObject } from 'react';

/** The newest value, for handlers that live longer than one rendering. */
export function useLatest<T>(value: T): RefObject<T> & { current: T } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** As a `ref`: the element has the focus when it appears. */
export function focused(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
