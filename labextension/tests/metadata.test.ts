import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_LAYOUT, LIMITS, mergedLayout, parseLayout } from '../src/protocol/layout';

const NOTE = { id: 'n', text: 'why?', x: 1, y: 2, width: 200, height: 90 };
const GROUP = { id: 'g', label: 'G', nodes: ['a'] };

describe('the layout in the metadata of a cell', () => {
  it('is read without what Python does not know', () => {
    const layout = { positions: { a: { x: 1, y: 2 } }, notes: [NOTE], groups: [GROUP] };
    const marked = {
      zoom: 1,
      positions: { a: { x: 1, y: 2, pinned: true } },
      notes: [{ ...NOTE, colour: 'red' }],
      groups: [{ ...GROUP, open: false }]
    };
    expect(parseLayout(marked)).toEqual(layout);
    expect(mergedLayout(marked, layout)).toEqual(marked);
  });

  it('keeps within the bounds of Python', () => {
    const far = { positions: { a: { x: 5e6, y: -5e6 } }, notes: [{ ...NOTE, x: 2e6, width: 0, height: 1e5 }], groups: [] };
    expect(parseLayout(far)).toEqual({
      positions: { a: { x: 1e6, y: -1e6 } },
      notes: [{ ...NOTE, x: 1e6, width: 1, height: 20_000 }],
      groups: []
    });
  });

  it('a note that says nothing of its size has the usual one', () => {
    const { id, text, x, y } = NOTE;
    expect(parseLayout({ notes: [{ id, text, x, y }] }).notes).toEqual([NOTE]);
  });

  it.each([
    ['no layout at all', 'x'],
    ['lists and records mixed up', { positions: [], notes: {}, groups: 1 }],
    ['places that are none', { positions: { a: { x: 1 }, b: null, c: { x: '1', y: 2 }, d: { x: NaN, y: 0 }, '': { x: 1, y: 1 } } }],
    ['notes that are none', { notes: [{ ...NOTE, id: '' }, { ...NOTE, text: 'x'.repeat(10_001) }, { ...NOTE, width: null }] }],
    ['groups that are none', { groups: [{ ...GROUP, nodes: [1] }, { ...GROUP, label: undefined }, null] }]
  ])('is empty for %s', (_what, value) => expect(parseLayout(value)).toEqual(EMPTY_LAYOUT));

  it('has as many characters as Python counts', () => {
    expect(parseLayout({ notes: [{ ...NOTE, text: '😀'.repeat(10_000) }] }).notes).toHaveLength(1);
  });

  it('keeps what was no record beside the layout', () => {
    const layout = { ...EMPTY_LAYOUT, notes: [NOTE] };
    const merged = mergedLayout(['mine'], layout);
    expect(merged).toEqual({ ...layout, other: ['mine'] });
    expect(mergedLayout(merged, EMPTY_LAYOUT)).toEqual({ ...EMPTY_LAYOUT, other: ['mine'] });
    expect(mergedLayout(null, layout)).toEqual(layout);
  });

  it('may have a node with the id __proto__', () => {
    const value: unknown = JSON.parse('{"positions": {"__proto__": {"x": 1, "y": 2}}}');
    expect(Object.entries(parseLayout(value).positions)).toEqual([['__proto__', { x: 1, y: 2 }]]);
    expect(JSON.stringify(mergedLayout(value, parseLayout(value)).positions)).toBe('{"__proto__":{"x":1,"y":2}}');
  });

  it('has the bounds that the schema of Python has', () => {
    const { $defs } = JSON.parse(readFileSync(join(import.meta.dirname, '../src/protocol/schema.json'), 'utf-8')) as {
      $defs: Record<string, { properties: Record<string, object> }>;
    };
    const { least, most } = LIMITS.coordinate;
    expect($defs.Spot?.properties.x).toMatchObject({ minimum: least, maximum: most });
    expect($defs.Note?.properties.width).toMatchObject({ minimum: LIMITS.length.least, maximum: LIMITS.length.most });
    expect($defs.Note?.properties.text).toMatchObject({ maxLength: LIMITS.text });
    expect($defs.Group?.properties.label).toMatchObject({ maxLength: LIMITS.text });
  });
});
