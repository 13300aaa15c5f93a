// @vitest-environment jsdom
import { expect, it, vi } from 'vitest';
import { Facts } from '../src/preview/Facts';
import type { ColumnFacts } from '../src/protocol/generated';
import { drawsInPage, host, show } from './react';

drawsInPage();

it.each(['values', 'ranges'] as const)('%s with the same label stand side by side, and go when others come', barsOf => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const draw = (...labels: string[]) => {
    const bars = labels.map(label => ({ label, rows: 1 }));
    const facts = { rows: 3, nulls: 0, distinct: 3, distinctExact: true, barsOf, bars } as ColumnFacts;
    show(<Facts described={{ facts, sample: false, least: null, greatest: null }} onValue={vi.fn()} />);
    return host.querySelectorAll('li').length;
  };
  expect([draw('a…', 'a…', 'b'), draw('c'), draw('a…', 'a…')]).toEqual([3, 1, 2]);
  expect(quiet).not.toHaveBeenCalled();
  quiet.mockRestore();
});
