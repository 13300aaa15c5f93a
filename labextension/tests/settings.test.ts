import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Settings } from '../src/forms/draft';
import { SettingsDraft, shownOver, type Change } from '../src/forms/settingsDraft';

const FORM: Settings = { properties: { path: { type: 'string' }, n: { type: 'integer', default: 5 }, by: { type: 'array' } } };
const PAUSE = 350;

let told: Settings;
let sent: Change[];
let answers: ((done: boolean) => void)[];
let draft: SettingsDraft;

beforeEach(() => {
  vi.useFakeTimers();
  told = { path: 'a' };
  sent = [];
  answers = [];
  draft = new SettingsDraft(() => ({
    told,
    form: FORM,
    send: change => {
      sent.push(change);
      return new Promise(resolve => answers.push(resolve));
    }
  }));
});
afterEach(() => vi.useRealTimers());

const shown = () => shownOver(told, draft.snapshot());
const type = (path: string) => draft.change({ ...shown(), path });
const pause = () => vi.advanceTimersByTime(PAUSE);
const values = () => sent.map(change => change.values);

/** The kernel answers what it was asked first; `now` is what it says then. */
async function answer(now: Settings | null): Promise<void> {
  told = now ?? told;
  answers.shift()!(now !== null);
  await Promise.resolve();
}

it('what is typed while an answer is awaited stays, and is sent', async () => {
  type('ab');
  pause();
  type('abc');
  await answer({ path: 'ab' });
  expect(shown()).toEqual({ path: 'abc' });
  type('abcd');
  pause();
  expect(values()).toEqual([{ path: 'ab' }, { path: 'abcd' }]);
  expect(shown()).toEqual({ path: 'abcd' });
  await answer({ path: 'abcd' });
  expect([shown(), draft.snapshot().size]).toEqual([{ path: 'abcd' }, 0]);
});

it('an early answer does not take away what went with a later edit', async () => {
  type('ab');
  pause();
  type('abc');
  pause();
  await answer({ path: 'ab' });
  expect(shown()).toEqual({ path: 'abc' });
});

it('what is taken back before the answer is sent too', async () => {
  type('ab');
  pause();
  type('a');
  pause();
  expect(values()).toEqual([{ path: 'ab' }, { path: 'a' }]);
  await answer({ path: 'ab' });
  expect(shown()).toEqual({ path: 'a' });
});

it('what is typed and taken away within a pause waits for the answer that brings it', async () => {
  type('ab');
  pause();
  type('abc');
  type('ab');
  pause();
  expect(values()).toEqual([{ path: 'ab' }]);
  expect(shown()).toEqual({ path: 'ab' });
  await answer({ path: 'ab' });
  expect(draft.snapshot().size).toBe(0);
});

it('a setting that was typed in the cell meanwhile is not put back', async () => {
  type('ab');
  told = { path: 'a', n: 7 };
  pause();
  expect(sent).toEqual([{ values: { path: 'ab' }, unset: [] }]);
  expect(shown()).toEqual({ path: 'ab', n: 7 });
  await answer({ path: 'ab', n: 7 });
  told = { path: 'elsewhere', n: 7 };
  expect(shown()).toEqual(told);
});

it('defaults that the form fills in by itself were entered by nobody', () => {
  draft.change({ path: 'ab', n: 5, by: [] });
  pause();
  told = { path: 'a', n: 9 };
  expect(shown()).toEqual({ path: 'ab', n: 9 });
});

it('a default that is entered over something else is unset', () => {
  told = { path: 'a', n: 7 };
  draft.change({ path: 'a', n: 5 });
  pause();
  expect(sent).toEqual([{ values: {}, unset: ['n'] }]);
  expect(shown()).toEqual({ path: 'a', n: 5 });
});

it('what is refused stays in the form and goes with the next change, until something else is written', async () => {
  type('ab');
  pause();
  await answer(null);
  expect(shown()).toEqual({ path: 'ab' });
  draft.leave(); // leaving the field does not ask again
  expect(sent).toHaveLength(1);
  type('abc');
  pause();
  expect(values()).toEqual([{ path: 'ab' }, { path: 'abc' }]);
  await answer(null);
  told = { path: 'new' };
  expect(shown()).toEqual(told);
});

it('what is typed after an edit that is refused is sent even if it is just that', async () => {
  type('ab');
  pause();
  type('abc');
  type('ab');
  await answer(null);
  pause();
  expect(values()).toEqual([{ path: 'ab' }, { path: 'ab' }]);
});

it('a field that was emptied stays empty until it is left, also one with a default', async () => {
  const empty = () => draft.change({ ...shown(), n: undefined });
  empty();
  expect(shown()).toHaveProperty('n', undefined);
  pause();
  expect([shown(), sent]).toEqual([{ path: 'a', n: undefined }, []]);
  draft.change({ ...shown(), n: 3 });
  pause();
  await answer({ path: 'a', n: 3 });
  empty();
  pause();
  expect(sent.at(-1)).toEqual({ values: {}, unset: ['n'] });
  await answer({ path: 'a' });
  expect(shown()).toHaveProperty('n', undefined);
  draft.leave();
  expect(Object.keys(shown())).toEqual(['path']);
  expect(sent).toHaveLength(2);
});

it('what was refused and then written elsewhere is not sent again', async () => {
  type('two');
  pause();
  await answer(null);
  told = { path: 'three' };
  draft.change({ ...shown(), n: 9 });
  pause();
  expect(values().at(-1)).toEqual({ n: 9 });
});

it('answers in another order leave nothing behind', async () => {
  type('b');
  pause();
  type('c');
  pause();
  told = { path: 'c' };
  answers[1]!(true);
  await Promise.resolve();
  answers[0]!(true);
  await Promise.resolve();
  type('d');
  type('c');
  pause();
  told = { path: 'zz' };
  expect(shown()).toEqual({ path: 'zz' });
});
