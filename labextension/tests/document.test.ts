// @vitest-environment jsdom
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Kernel } from '@jupyterlab/services';
import { YFile } from '@jupyter/ydoc';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DocumentContent } from '../src/documents/content';
import type { EditWorkflow } from '../src/protocol/generated';
import type { Host } from '../src/state/host';
import { message } from './golden';

const view = vi.hoisted(() => ({ show: vi.fn(), unmount: vi.fn() }));
vi.mock('../src/view/mount', () => ({ mount: () => view }));

interface FakeComm {
  commId: string;
  isDisposed: boolean;
  open: ReturnType<typeof vi.fn>;
  send: ReturnType<typeof vi.fn>;
  close(): void;
  onMsg?: (message: object) => void;
  onClose?: () => void;
}

/** A kernel that loads the extension at once, and answers when it is told to. */
class FakeKernel {
  readonly comms: FakeComm[] = [];
  readonly handleComms = false;
  readonly connectionStatusChanged = new Signal<this, Kernel.ConnectionStatus>(this);

  requestExecute = () => ({ done: Promise.resolve({ content: { status: 'ok' } }) });

  createComm = (): FakeComm => {
    const comm: FakeComm = {
      commId: `c${this.comms.length}`,
      isDisposed: false,
      open: vi.fn(),
      send: vi.fn(),
      close: () => (comm.isDisposed = true)
    };
    this.comms.push(comm);
    return comm;
  };

  answer(index: number): void {
    this.comms[index]!.onMsg!({ content: { data: message('state') } });
  }

  get closed(): boolean[] {
    return this.comms.map(comm => comm.isDisposed);
  }
}

let kernel: FakeKernel;
let node: HTMLElement;
let file: YFile;
let content: DocumentContent;
const session = { kernel: null as FakeKernel | null };
const sessionContext = {
  statusChanged: new Signal<object, Kernel.Status>({}),
  kernelChanged: new Signal<object, void>({}),
  ready: Promise.resolve(),
  session
};

beforeEach(async () => {
  vi.useFakeTimers();
  view.show.mockClear();
  kernel = new FakeKernel();
  session.kernel = kernel;
  node = document.createElement('div');
  file = new YFile();
  const disposed = new Signal<object, void>({});
  const context = { sessionContext, ready: Promise.resolve(), path: 'a.uzo.json', model: { sharedModel: file }, disposed };
  content = new DocumentContent(node, context as unknown as DocumentRegistry.CodeContext, {} as Host);
  await begun();
});
afterEach(() => {
  content.dispose();
  vi.useRealTimers();
});

const begun = () => vi.advanceTimersByTimeAsync(10);
const said = () => node.querySelector('.uzo-document-message')?.textContent;

it('a document is shown when its kernel has answered', async () => {
  expect(kernel.comms[0]!.open).toHaveBeenCalledOnce();
  kernel.answer(0);
  await begun();
  expect(view.show).toHaveBeenCalledOnce();
  expect(content.source?.id).toBe('c0');
});

it('a kernel that restarts before it has answered is asked anew when it is there', async () => {
  sessionContext.statusChanged.emit('restarting');
  await begun();
  expect([kernel.closed, said()]).toEqual([[true], 'Restarting the kernel…']);
  sessionContext.statusChanged.emit('idle');
  await begun();
  kernel.answer(1);
  await begun();
  expect([content.source?.id, kernel.closed]).toEqual(['c1', [true, false]]);
});

it('another kernel that is chosen before the first has answered reads the document', async () => {
  const other = new FakeKernel();
  session.kernel = other;
  sessionContext.kernelChanged.emit();
  await begun();
  kernel.answer(0);
  other.answer(0);
  await begun();
  expect([kernel.closed, other.closed, view.show.mock.calls.length]).toEqual([[true], [false], 1]);
});

it.each([
  ['does not answer', () => vi.advanceTimersByTimeAsync(60_000), 'The kernel does not answer. Restart it to try again.'],
  ['does not know documents', async () => kernel.comms[0]!.onClose!(), 'The kernel has closed the document.']
])('what was begun with a kernel that %s is closed', async (_what, end, reason) => {
  await end();
  await begun();
  expect([said(), kernel.closed, content.source]).toEqual([reason, [true], null]);
  kernel.comms[0]!.send.mockClear();
  file.setSource('{}');
  await begun();
  expect(kernel.comms[0]!.send).not.toHaveBeenCalled();
  sessionContext.statusChanged.emit('idle');
  await begun();
  expect(kernel.comms).toHaveLength(2);
});

it('a document that its kernel closes is not edited any more, and is opened anew', async () => {
  kernel.answer(0);
  await begun();
  const { link } = content.source!;
  const edit = () => link!.edit([{ kind: 'tidy', nodes: [] }]);
  const asked = [edit(), edit()];
  kernel.comms[0]!.onClose!();
  expect(await Promise.all([...asked, edit()])).toEqual([false, false, false]);
  expect([said(), kernel.closed, content.source]).toEqual(['The kernel has closed the document.', [true], null]);
  sessionContext.statusChanged.emit('idle');
  await begun();
  kernel.answer(1);
  await begun();
  expect(content.source?.id).toBe('c1');
});

it('an edit whose answer was lost with the connection is asked for again, and stops no other', async () => {
  kernel.answer(0);
  await begun();
  file.setSource('old');
  const link = content.source!.link!;
  const done = [link.edit([{ kind: 'tidy', nodes: [] }]), link.edit([{ kind: 'tidy', nodes: [] }])];
  const { send, onMsg } = kernel.comms[0]!;
  const sentLast = () => send.mock.lastCall![0] as EditWorkflow;
  const first = sentLast().request;
  kernel.connectionStatusChanged.emit('connected');
  onMsg!({ content: { data: { kind: 'rejected', request: sentLast().request, message: 'no text' } } });
  await begun();
  for (const text of ['one', 'two']) {
    const { request, base } = sentLast();
    expect(request).not.toBe(first);
    const source = { text, layout: null };
    onMsg!({ content: { data: { kind: 'source', request, base, source, created: [] } } });
  }
  expect([await Promise.all(done), file.getSource()]).toEqual([[true, true], 'two']);
});

it('a tab that is closed before the kernel has answered leaves nothing behind', async () => {
  content.dispose();
  await begun();
  file.dispose(); // it has a timer of its own
  expect([kernel.closed, vi.getTimerCount()]).toEqual([[true], 0]);
});
