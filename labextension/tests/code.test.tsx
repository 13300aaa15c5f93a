// @vitest-environment jsdom
import { act } from 'react';
import { expect, it, vi } from 'vitest';
import { CodeNotice, readable, shortDigest } from '../src/forms/CodeNotice';
import { simpleValue } from '../src/forms/fields/ValuesField';
import type { CodeState } from '../src/protocol/generated';
import { WorkflowStore } from '../src/state/store';
import { nodeState } from '../src/state/workflow';
import { View, type ViewContext } from '../src/view/context';
import { graph } from './golden';
import { drawsInPage, find, show } from './react';

drawsInPage();

const node = graph().nodes.find(each => each.id === 'late')!;
const CODE: CodeState = { digest: `sha256:${'3a'.repeat(32)}`, text: 'df # <b>x</b>', trusted: false, problem: null };

function notice(code: CodeState | null): ReturnType<typeof vi.fn> {
  const store = new WorkflowStore(graph(), () => 0);
  store.dispatch({ kind: 'patch', nodes: { late: { ...nodeState(store.state, 'late'), code } }, run: null });
  const send = vi.fn();
  const view = { store, link: { send } } as unknown as ViewContext;
  show(
    <View.Provider value={view}>
      <CodeNotice node={node} />
    </View.Provider>
  );
  return send;
}

it('code is shown as text, and trusted by its digest', () => {
  const send = notice(CODE);
  expect(find('pre').textContent).toBe(CODE.text);
  expect(find('pre b')).toBeNull();
  act(() => find('button').click());
  expect(send.mock.calls).toEqual([[{ kind: 'trust-code', node: 'late', digest: CODE.digest }]]);
});

it('nothing is asked of code that is trusted, or that is not there', () => {
  notice({ ...CODE, trusted: true });
  expect(find('.uzo-trust')).toBeNull();
  notice(null);
  expect(find('.uzo-trust')).toBeNull();
  notice({ ...CODE, problem: "There is no function 'f'." });
  expect(find('.uzo-trust').textContent).toContain("no function 'f'");
  expect(find('.uzo-trust button')).toBeNull();
});

it('characters that hide something are told', () => {
  expect(readable('a\n\tb')).toBe('a\n\tb');
  expect(readable('x\u202e = 1\u200b')).toBe('x‹U+202E› = 1‹U+200B›');
  expect(shortDigest(CODE)).toBe('sha256:3a3a3a3a3a3a…');
});

it('arguments are values', () => {
  expect(['2', '2.5', 'true', 'null', '"null"', 'text', '"2"'].map(simpleValue)).toEqual([2, 2.5, true, null, 'null', 'text', '2']);
});
