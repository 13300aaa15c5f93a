import { expect, it, vi } from 'vitest';
import type { Forget } from '../src/protocol/generated';
import { LiveWorkflows } from '../src/state/registry';
import { savedSource, type TableCommand } from '../src/state/source';
import { MODULE_NAME, MODULE_VERSION } from '../src/version';
import { TableRequests } from '../src/widget/requests';
import manifest from '../package.json' with { type: 'json' };
import { message, staticView } from './golden';

const page = (offset: number) => ({
  kind: 'get-preview' as const,
  node: 'late',
  offset,
  limit: 1000,
  query: { sort: [], filters: [] },
  whole: false
});

function requests() {
  const sent: (TableCommand | Forget)[] = [];
  const numbers = () => sent.flatMap(command => (command.kind === 'forget' ? [] : [command.request]));
  return { sent, numbers, requests: new TableRequests(command => sent.push(command)) };
}

it('an answer goes to the question with its number', async () => {
  const { numbers, requests: open } = requests();
  const first = open.ask(page(0));
  const second = open.ask(page(1000));
  const [one, two] = numbers();
  const buffer = new DataView(new ArrayBuffer(8), 2, 3);
  open.answer({ ...message('preview'), request: two! }, buffer);
  expect((await second).bytes).toHaveLength(3);
  open.answer({ ...message('preview-failed'), request: one! }, undefined);
  await expect(first).rejects.toThrow('no such file');
});

it('an answer to somebody else is ignored', () => {
  const { requests: open } = requests();
  expect(() => open.answer(message('preview'), undefined)).not.toThrow();
});

it('what nobody waits for is taken back, and its answer ignored', async () => {
  const { sent, numbers, requests: open } = requests();
  const leaving = new AbortController();
  const asked = open.ask({ kind: 'make-file', node: 'late', format: 'csv', query: { sort: [], filters: [] } }, leaving.signal);
  leaving.abort();
  await expect(asked).rejects.toThrow('Nobody waits');
  expect(sent.at(-1)).toEqual({ kind: 'forget', requests: numbers() });
  open.answer({ ...message('file-ready'), request: numbers()[0]! }, undefined);
  await expect(open.ask(page(0), leaving.signal)).rejects.toThrow('Nobody waits');
  expect(sent).toHaveLength(2);
});

it('an answer of another kind is none', async () => {
  const { numbers, requests: open } = requests();
  const asked = open.ask(page(0));
  open.answer({ ...message('facts'), request: numbers()[0]! }, new ArrayBuffer(1));
  await expect(asked).rejects.toThrow('did not arrive');
});

it('all questions fail when the kernel goes', async () => {
  const { requests: open } = requests();
  const asked = open.ask(page(0));
  open.failAll('The kernel has gone.');
  await expect(asked).rejects.toThrow('The kernel has gone.');
});

it('the registry tells who came and who went', () => {
  const live = new LiveWorkflows({ notebooks: null, languages: null, documents: null });
  const heard = vi.fn();
  live.changed.connect((_sender, id) => heard(id));
  const source = savedSource(staticView());
  live.add(source);
  live.add(source);
  expect(live.get(source.id)).toBe(source);
  live.remove(source.id);
  live.remove(source.id);
  expect(heard.mock.calls).toEqual([[source.id], [source.id]]);
});

it('the names that Python asks for are those of the package', () => {
  expect([MODULE_NAME, MODULE_VERSION]).toEqual([manifest.name, manifest.version]);
});
