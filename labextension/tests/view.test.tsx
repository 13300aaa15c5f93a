// @vitest-environment jsdom
import { act } from 'react';
import { expect, it, vi } from 'vitest';
import { Toolbar } from '../src/editor/Toolbar';
import { EVERYTHING } from '../src/state/scopes';
import { problemsOf } from '../src/state/problems';
import { savedSource, type Link, type WorkflowSource } from '../src/state/source';
import { WorkflowStore } from '../src/state/store';
import { Banners } from '../src/view/Banners';
import { View, type ViewContext } from '../src/view/context';
import { ErrorBoundary } from '../src/view/ErrorBoundary';
import { Problems } from '../src/view/Problems';
import { SavedTable } from '../src/view/SavedTable';
import { graph, message, staticView } from './golden';
import { drawsInPage, find, host, show } from './react';

drawsInPage();

const click = (selector: string) => act(() => find(selector).click());

function live(): { source: WorkflowSource; send: ReturnType<typeof vi.fn> } {
  const store = new WorkflowStore(graph(), () => 0);
  const send = vi.fn();
  const nothing = () => undefined;
  const ask = () => Promise.reject(new Error('none'));
  const link: Link = { send, ask, edit: () => Promise.resolve(true), undo: nothing, redo: nothing, isBound: false, written: ask, complete: ask };
  return { source: { cellId: '', kernelId: null, id: 'm', store, link, tables: [], host: null, folder: () => '' }, send };
}

function type(selector: string, text: string): void {
  const input = find<HTMLInputElement>(selector);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
  act(() => {
    input.focus();
    set.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  act(() => input.blur());
}

it('Run asks once, Cancel is there while the run is active', () => {
  const { source, send } = live();
  show(<Toolbar source={source} />);
  expect(find('.uzo-cancel')).toBeNull();
  click('.uzo-run');
  click('.uzo-run');
  expect(send.mock.calls).toEqual([[{ kind: 'run', scope: EVERYTHING }]]);
  act(() => source.store.dispatch(message('patch')));
  expect(find('.uzo-run').getAttribute('aria-disabled')).toBe('true');
  expect(find('.uzo-status-text').textContent).toContain('2 of 5 nodes');
  expect(find('.uzo-progress').getAttribute('aria-valuenow')).toBe('40');
  click('.uzo-cancel');
  expect(send).toHaveBeenLastCalledWith({ kind: 'cancel' });
  expect(find('.uzo-cancel').textContent).toBe('Cancelling…');
});

it('the keyboard stays at the buttons when Cancel goes', () => {
  const { source } = live();
  show(<Toolbar source={source} />);
  act(() => source.store.dispatch(message('patch')));
  find<HTMLElement>('.uzo-cancel').focus();
  const run = { ...message('patch').run!, phase: 'cancelled' as const };
  act(() => source.store.dispatch({ kind: 'patch', nodes: {}, run }));
  expect(document.activeElement).toBe(find('.uzo-run'));
});

it('Run goes to a parameter that is wrong instead of running with its old value', () => {
  const { source, send } = live();
  show(<Toolbar source={source} />);
  type('input[name=min_delay]', 'many');
  expect(find('[role=alert]').textContent).toBe('A whole number is needed.');
  click('.uzo-run');
  expect(send).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(find('input[name=min_delay]'));
});

it('only web addresses become links', () => {
  const { source } = live();
  show(<Toolbar source={source} />);
  act(() => source.store.dispatch(message('patch')));
  expect(find<HTMLAnchorElement>('.uzo-prefect-link').rel).toContain('noopener');
  const run = { ...message('patch').run!, prefectUrl: 'javascript:alert(1)' };
  act(() => source.store.dispatch({ kind: 'patch', nodes: {}, run }));
  expect(find('.uzo-prefect-link')).toBeNull();
});

it('a parameter is sent with the others when its field is left, and only if it is valid', () => {
  const { source, send } = live();
  show(<Toolbar source={source} />);
  type('input[name=min_delay]', 'many');
  expect(send).not.toHaveBeenCalled();
  expect(find('input[name=min_delay]').getAttribute('aria-invalid')).toBe('true');
  type('input[name=min_delay]', '30');
  const others = { share: 0.5, strict: true, year: '2013' };
  expect(send).toHaveBeenLastCalledWith({ kind: 'set-parameters', values: { min_delay: 30, ...others } });
});

it('a run that was under way when the view was saved is shown as interrupted', () => {
  const view = staticView();
  const run = { ...message('patch').run!, phase: 'running' as const };
  const [first] = Object.keys(view.nodes) as [string];
  const nodes = { ...view.nodes, [first]: { ...view.nodes[first]!, status: 'running' as const } };
  const { state } = savedSource({ ...view, run, nodes }).store;
  expect([state.run?.phase, state.nodes[first]?.status]).toEqual(['interrupted', 'interrupted']);
});

it('a saved view says so and offers no commands', () => {
  show(<Toolbar source={savedSource(staticView())} />);
  expect(host.textContent).toContain('Saved view. Run the cell to make it live.');
  expect(find('.uzo-run')).toBeNull();
  expect(find<HTMLInputElement>('input[name=year]').disabled).toBe(true);
});

it('a refusal is shown and can be dismissed', () => {
  const { source } = live();
  source.store.dispatch(message('rejected'));
  show(<Banners store={source.store} problems={[]} showProblems={vi.fn()} />);
  expect(find('[role=alert]').textContent).toContain('A run is under way.');
  click('.uzo-icon-button');
  expect(host.textContent).toBe('');
});

it('a run that errors forbid counts them and leads to the problems instead of listing them', () => {
  const { source } = live();
  const showProblems = vi.fn();
  const first = problemsOf(savedSource(staticView()).store.state)[0]!;
  const wrong = { ...first, severity: 'error' as const };
  source.store.dispatch({ kind: 'rejected', faulty: true, message: 'The workflow has errors. error: a: no. error: b: no.' });
  show(<Banners store={source.store} problems={[wrong, wrong, { ...wrong, severity: 'warning' }]} showProblems={showProblems} />);
  expect(find('[role=alert] > span').textContent).toBe('The workflow has 2 errors.');
  click('[role=alert] .uzo-small-button');
  expect(showProblems).toHaveBeenCalled();
});

it('a problem leads to its node, and text of the user stays text', () => {
  const { store } = savedSource(staticView());
  const select = vi.fn();
  const nodes = new Map(store.state.graph.nodes.map(node => [node.id, node]));
  const view: ViewContext = {
    store,
    nodes,
    problems: new Map(),
    selected: null,
    selection: new Set(),
    select,
    setSelection: vi.fn(),
    tabStop: null,
    look: vi.fn(),
    link: null,
    host: null,
    folder: () => ''
  };
  const [first, ...others] = problemsOf(store.state);
  show(
    <View.Provider value={view}>
      <Problems problems={[{ ...first!, message: '<img src=x onerror=alert(1)>' }, ...others]} cell={null} />
    </View.Provider>
  );
  expect(find('img')).toBeNull();
  expect(find('.uzo-problem').textContent).toContain('<img src=x onerror=alert(1)>');
  click('.uzo-problem[data-node=named]');
  expect(select).toHaveBeenCalledWith('named');
});

it('saved rows show nulls and say how many there are', () => {
  const view = staticView();
  show(<SavedTable node={graph().nodes[2]!} tables={view.tables} />);
  expect(find('.uzo-preview-summary').textContent).toBe('First 2 of 8,255 rows · 4 columns');
  expect(host.querySelectorAll('.uzo-null')).toHaveLength(2);
  expect(find('td').textContent).toBe('9007199254740993');
  show(<SavedTable node={graph().nodes[1]!} tables={view.tables} />);
  expect(host.textContent).toBe('No rows of airlines were saved with the notebook.');
});

it('a mistake stays inside of the view', () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  let broken = true;
  function Part(): JSX.Element {
    if (broken) {
      throw new Error('oops');
    }
    return <p>well again</p>;
  }
  show(
    <ErrorBoundary>
      <Part />
    </ErrorBoundary>
  );
  expect(find('[role=alert]').textContent).toContain('oops');
  broken = false;
  click('button');
  expect(host.textContent).toBe('well again');
  quiet.mockRestore();
});
