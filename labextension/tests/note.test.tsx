// @vitest-environment jsdom
import { act } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import { EditableText } from '../src/editor/EditableText';
import { EditingContext, type Editing } from '../src/editor/editing';
import { LIMITS } from '../src/protocol/layout';
import { keepKeys } from '../src/view/keys';
import { drawsInPage, find, host, show, type } from './react';

drawsInPage();

let answer: (done: boolean) => void;
const commit = vi.fn(() => new Promise<boolean>(resolve => (answer = resolve)));

beforeEach(() => {
  commit.mockClear();
});

const draw = (text: string) =>
  show(
    <EditingContext.Provider value={{} as Editing}>
      <EditableText multiline className="note" label="Note" text={text} commit={commit} />
    </EditingContext.Provider>
  );
const field = () => find<HTMLTextAreaElement>('textarea');
const answered = (done: boolean) => act(async () => answer(done));

function write(text: string): void {
  act(() => find('.note').dispatchEvent(new MouseEvent('dblclick', { bubbles: true })));
  type(field(), text);
  act(() => field().blur());
}

it('a note cannot be longer than what is kept', () => {
  draw('');
  expect(field().maxLength).toBe(LIMITS.text);
});

it('what was written is shown until it is there', async () => {
  draw('old');
  write('new');
  expect(host.textContent).toBe('new');
  await answered(true);
  draw('new');
  expect(host.textContent).toBe('new');
  expect(commit).toHaveBeenCalledOnce();
});

it('what is written is sent when the notebook is saved', async () => {
  draw('old');
  const undo = keepKeys(host);
  act(() => find('.note').dispatchEvent(new MouseEvent('dblclick', { bubbles: true })));
  type(field(), 'new');
  await act(async () => {
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true }));
    await new Promise(resolve => setTimeout(resolve));
  });
  expect(commit).toHaveBeenCalledExactlyOnceWith('new');
  expect(host.textContent).toBe('new');
  undo();
});

it('what was refused can be changed and sent again, and leaves the keyboard where it is', async () => {
  draw('old');
  write('new');
  await answered(false);
  expect([field().value, document.activeElement]).toEqual(['new', document.body]);
  type(field(), 'newer');
  act(() => field().blur());
  expect(commit.mock.calls).toEqual([['new'], ['newer']]);
  await answered(true);
  draw('newer');
  expect(host.querySelector('textarea')).toBeNull();
});

it('what was refused can be given up', async () => {
  draw('old');
  write('new');
  await answered(false);
  act(() => field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
  expect(host.textContent).toBe('old');
});
