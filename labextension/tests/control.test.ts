import { expect, it, vi } from 'vitest';
import type { Kernel } from '@jupyterlab/services';
import { controlChannel } from '../src/widget/control';

/** As much of a kernel as the channel uses; `knows` says whether it knows the target. */
function kernel(knows: boolean) {
  const made: { onClose?: () => void; isDisposed: boolean; sent: unknown[] }[] = [];
  const createComm = vi.fn(() => {
    const comm = {
      isDisposed: false,
      commsOverSubshells: 'perCommTarget',
      subshellStarted: Promise.resolve(),
      sent: [] as unknown[],
      onClose: undefined as (() => void) | undefined,
      open: () => undefined,
      send: (data: unknown) => {
        comm.sent.push(data);
        if (!knows) {
          comm.isDisposed = true;
          comm.onClose?.();
        }
        return { done: Promise.resolve() };
      }
    };
    made.push(comm);
    return comm;
  });
  const connection = { isDisposed: false, handleComms: true, supportsSubshells: true, createComm };
  return { connection: connection as unknown as Kernel.IKernelConnection, createComm, made };
}

it('all workflows of a kernel share one comm', async () => {
  const { connection, createComm, made } = kernel(true);
  controlChannel(connection).prepare();
  controlChannel(connection).prepare();
  expect(await controlChannel(connection).cancel('a')).toBe(true);
  expect(await controlChannel(connection).cancel('b')).toBe(true);
  expect(createComm).toHaveBeenCalledOnce();
  expect(made[0]?.sent).toEqual([
    { kind: 'cancel', model: 'a' },
    { kind: 'cancel', model: 'b' }
  ]);
});

it('a kernel that does not know the target is asked once', async () => {
  const { connection, createComm } = kernel(false);
  expect(await controlChannel(connection).cancel('a')).toBe(false);
  expect(await controlChannel(connection).cancel('a')).toBe(false);
  expect(createComm).toHaveBeenCalledOnce();
});

it('after a restart another comm is opened', async () => {
  const { connection, createComm, made } = kernel(true);
  await controlChannel(connection).cancel('a');
  made[0]!.isDisposed = true;
  expect(await controlChannel(connection).cancel('a')).toBe(true);
  expect(createComm).toHaveBeenCalledTimes(2);
});
