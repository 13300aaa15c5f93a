import { expect, it } from 'vitest';
import { possibleSources } from '../src/edit/connections';
import type { Graph } from '../src/protocol/generated';
import { graph } from './golden';

it('what may feed an input is found with one look at the connections, however many nodes there are', () => {
  const [first] = graph().nodes;
  const nodes = Array.from({ length: 1000 }, (_none, index) => ({ ...first!, id: `n${index}` }));
  const edges = nodes.slice(1).map(each => ({ id: each.id, source: 'n0', target: each.id, targetHandle: 'input' }));
  let looks = 0;
  const wide: Graph = {
    ...graph(),
    nodes,
    get edges() {
      looks += 1;
      return edges;
    }
  };
  expect(possibleSources(wide, 'n1')).toHaveLength(999);
  expect(possibleSources(wide, 'n0')).toEqual([]);
  expect(looks).toBe(2);
});
