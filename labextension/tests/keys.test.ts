// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest';
import { isForJupyterLab, keepKeys } from '../src/view/keys';

const MUTED = '[data-lm-suppress-shortcuts]';
const press = (words: string) => {
  const keys = words.split('+');
  return {
    key: keys.at(-1)!,
    ctrlKey: keys.includes('Ctrl'),
    metaKey: keys.includes('Cmd'),
    altKey: keys.includes('Alt'),
    shiftKey: keys.includes('Shift')
  };
};

afterEach(() => document.body.replaceChildren());

it.each(['Ctrl+s', 'Cmd+s', 'Ctrl+Shift+C', 'Ctrl+b', 'Ctrl+Shift+D', 'Ctrl+f', 'Ctrl+,'])('%s goes to JupyterLab', words => {
  expect(isForJupyterLab(press(words))).toBe(true);
});

it.each(['a', 'd', 'Delete', 'Enter', 'ArrowUp', 'Escape', 'Ctrl+z', 'Ctrl+Shift+Z', 'Ctrl+y', 'Ctrl+c', 'Ctrl+x', 'Ctrl+v'])(
  '%s stays in the view',
  words => expect(isForJupyterLab(press(words))).toBe(false)
);

it.each(['Ctrl+a', 'Ctrl+d', 'Ctrl+Enter', 'Ctrl+Backspace', 'Ctrl+Shift+M', 'Ctrl+Shift+ArrowUp', 'Ctrl+Alt+q'])(
  '%s, which acts on cells or writes a character, stays in the view',
  words => expect(isForJupyterLab(press(words))).toBe(false)
);

it('what has the focus is marked for as long as a key is not one for JupyterLab', () => {
  document.body.innerHTML = '<div><p><input></p></div><input>';
  const [host, input, other] = [document.querySelector('div')!, ...document.querySelectorAll('input')];
  const keep = keepKeys(host);
  const type = (element: Element, words: string) =>
    element.dispatchEvent(new KeyboardEvent('keydown', { ...press(words), bubbles: true }));
  type(input!, 'd');
  expect(input!.closest(MUTED)).toBe(input);
  type(input!, 'Ctrl+s');
  expect(input!.closest(MUTED)).toBeNull();
  type(input!, 'd');
  expect(input!.closest(MUTED)).toBe(input);
  type(other!, 'd');
  expect(other!.closest(MUTED)).toBeNull();
  keep();
});

it.each([
  ['Ctrl+s', 1],
  ['Cmd+s', 1],
  ['Ctrl+b', 0],
  ['s', 0]
])('after %s a field is told %i times to commit, and keeps the keyboard', async (words, times) => {
  document.body.innerHTML = '<div><input></div>';
  const [host, input] = [document.querySelector('div')!, document.querySelector('input')!];
  const [keep, left] = [keepKeys(host), vi.fn()];
  input.focus();
  host.addEventListener('focusout', left);
  input.dispatchEvent(new KeyboardEvent('keydown', { ...press(words), bubbles: true }));
  await new Promise(resolve => setTimeout(resolve));
  expect([left.mock.calls.length, document.activeElement]).toEqual([times, input]);
  keep();
});
