import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { keepKeys } from './keys';

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

/** For a part of the view that is drawn elsewhere in the page: its keys are no commands of JupyterLab either. */
export function useOwnKeys(host: RefObject<HTMLElement>): void {
  useEffect(() => (host.current ? keepKeys(host.current) : undefined), [host]);
}
