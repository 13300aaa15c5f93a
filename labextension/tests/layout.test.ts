import { describe, expect, it } from 'vitest';
import { boundsOf, isVisible, MARGIN, NODE_WIDTH, openingView, READABLE, revealing } from '../src/editor/layout';
import type { Graph, GraphNode } from '../src/protocol/generated';
import { graph } from './golden';

const PANE = { width: 960, height: 200 };

function chain(length: number): Graph {
  const node = graph().nodes[0]!;
  const nodes = Array.from({ length }, (_, index) => ({ ...node, id: `n${index}`, x: index * 224, y: 0 }));
  return { ...graph(), nodes };
}

const box = (node: GraphNode | undefined) => boundsOf([node!]);

describe('the part of the graph that is seen first', () => {
  it('is all of it where that can be read, in the middle', () => {
    const small = chain(3);
    const view = openingView(small, [], PANE);
    expect(view.zoom).toBe(1);
    expect(isVisible(boundsOf(small.nodes), view, PANE)).toBe(true);
    expect(view.x).toBeCloseTo((PANE.width - 2 * 224 - NODE_WIDTH) / 2);
  });

  it('is the part around the focus where it cannot, with no emptiness beside the ends', () => {
    const long = chain(11);
    for (const index of [0, 5, 10]) {
      const view = openingView(long, [long.nodes[index]!], PANE);
      expect(view.zoom).toBe(READABLE);
      expect(isVisible(box(long.nodes[index]), view, PANE)).toBe(true);
    }
    expect(openingView(long, [long.nodes[0]!], PANE).x).toBeCloseTo(MARGIN.side);
    expect(openingView(long, [], PANE).x).toBeCloseTo(MARGIN.side);
  });
});

describe('a node that is called', () => {
  const long = chain(11);
  const view = openingView(long, [long.nodes[0]!], PANE);

  it('moves nothing when it is in sight', () => {
    expect(revealing(box(long.nodes[1]), view, PANE)).toEqual(view);
  });

  it('comes just into sight when it is not', () => {
    const moved = revealing(box(long.nodes[8]), view, PANE);
    expect(isVisible(box(long.nodes[8]), moved, PANE)).toBe(true);
    expect(isVisible(box(long.nodes[9]), moved, PANE)).toBe(false);
    expect(moved.zoom).toBe(view.zoom);
  });
});
