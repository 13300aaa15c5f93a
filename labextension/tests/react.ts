import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach } from 'vitest';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
export let host: HTMLElement;

/** Each test of the file that calls this gets an element of its own to draw in. */
export function drawsInPage(): void {
  beforeEach(() => {
    host = document.body.appendChild(document.createElement('div'));
    root = createRoot(host);
  });
  afterEach(() => {
    act(() => root.unmount());
    host.remove();
  });
}

export const show = (element: ReactNode): void => act(() => root.render(element));
export const find = <E extends HTMLElement>(selector: string): E => host.querySelector<E>(selector)!;

/** What a person types over what stands in a field. */
export function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')!.set!;
  act(() => {
    field.focus();
    set.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
