import { beforeEach, expect, it } from 'vitest';
import type { Command } from '../src/protocol/generated';
import { WorkflowClient } from '../src/widget/client';
import { graph } from './golden';

let sent: Command[];
let client: WorkflowClient;

beforeEach(() => {
  sent = [];
  const post = (command: Command) => void sent.push(command);
  client = new WorkflowClient({ id: 'm', cellId: '', graph: graph(), kernel: null, host: null, folder: () => '', post });
});

const refuse = (message: string) => {
  const { request } = sent.at(-1) as { request: number };
  client.receive({ kind: 'rejected', request, message }, []);
};
const banner = () => client.source.store.state.rejected;

it('a question that is refused does not wait for ever', async () => {
  const link = client.source.link!;
  const query = { sort: [], filters: [] };
  const page = link.ask({ kind: 'get-preview', node: 'a', offset: 0, limit: 1, query, whole: false });
  refuse('no page');
  await expect(page).rejects.toThrow('no page');
  const items = link.complete('a', 'x', 1);
  refuse('no items');
  await expect(items).rejects.toThrow('no items');
  const written = link.written('document');
  refuse('no text');
  await expect(written).rejects.toThrow('no text');
  expect(banner()).toBeNull(); // whoever asked tells it
});

it('an edit that is refused says so, and why', async () => {
  const done = client.source.link!.edit([{ kind: 'tidy', nodes: [] }]);
  client.receive({ kind: 'rejected', request: null, message: 'A run is under way.' }, []);
  refuse('no');
  await expect(done).resolves.toBe(false);
  expect(banner()).toBe('no');
});

it('an edit of a workflow that is closed says so, and those that waited do', async () => {
  const link = client.source.link!;
  const edit = () => link.edit([{ kind: 'tidy', nodes: [] }]);
  const waiting = [edit(), edit()];
  client.lose('The kernel has gone.');
  expect([await Promise.all(waiting), banner()]).toEqual([[false, false], 'The kernel has gone.']);
  client.source.store.dispatch({ kind: 'rejected', message: '' });
  client.lose('The workflow was closed.');
  expect(banner()).toBe('');
  sent = [];
  await expect(edit()).resolves.toBe(false);
  link.undo();
  expect([sent, banner()]).toEqual([[], 'The kernel has gone.']);
  client.sync.reopen();
  void edit();
  expect(sent).toHaveLength(1);
});
