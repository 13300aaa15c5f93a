import { expect, it, vi } from 'vitest';
import type { GetPreview } from '../src/protocol/generated';
import { LiveWorkflows } from '../src/state/registry';
import { savedSource } from '../src/state/source';
import { MODULE_NAME, MODULE_VERSION } from '../src/version';
import { PreviewRequests } from '../src/widget/requests';
import manifest from '../package.json' with { type: 'json' };
import { message, staticView } from './golden';

function requests() {
  const sent: GetPreview[] = [];
  return { sent, requests: new PreviewRequests(command => sent.push(command)) };
}

it('an answer goes to the question with its number', async () => {
  const { sent, requests: open } = requests();
  const first = open.ask('late', 0, 1000);
  const second = open.ask('late', 1000, 1000);
  const buffer = new DataView(new ArrayBuffer(8), 2, 3);
  open.answer({ ...message('preview'), request: sent[1]!.request }, buffer);
  expect((await second).bytes).toHaveLength(3);
  open.answer({ ...message('preview-failed'), request: sent[0]!.request }, undefined);
  await expect(first).rejects.toThrow('no such file');
});

it('an answer to somebody else is ignored', () => {
  const { requests: open } = requests();
  expect(() => open.answer(message('preview'), undefined)).not.toThrow();
});

it('all questions fail when the kernel goes', async () => {
  const { requests: open } = requests();
  const asked = open.ask('late', 0, 1);
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
