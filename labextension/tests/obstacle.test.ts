import { expect, it } from 'vitest';
import { obstacleOf } from '../src/preview/obstacle';
import type { Diagnostic, GraphNode } from '../src/protocol/generated';
import { initialState } from '../src/state/workflow';
import { graph, message } from './golden';

const { nodes, edges } = graph();
const [{ source, target }] = [edges[0]!];
const nodeOf = (id: string): GraphNode => nodes.find(node => node.id === id)!;
const error = (node: string | null, code = 'wrong'): Diagnostic => ({
  ...message('state').diagnostics[0]!,
  code,
  node,
  message: 'There is no column.',
  hint: 'Name one.',
  severity: 'error'
});
const known = (...diagnostics: Diagnostic[]) => ({ ...initialState(graph()), diagnostics });

it('nothing stands in the way of a workflow without errors', () => {
  expect(obstacleOf(known({ ...error(target), severity: 'warning' }), nodeOf(target))).toBeNull();
});

it('an error of the node is told with what to do', () => {
  expect(obstacleOf(known(error(target)), nodeOf(target))).toMatch(/has an error: There is no column. Name one.$/);
  expect(obstacleOf(known(error(target, 'missing-input')), nodeOf(target))).toMatch(/Drag a connection/);
});

it('an error before the node stands in its way, one behind it does not', () => {
  expect(obstacleOf(known(error(source)), nodeOf(target))).toContain(`${nodeOf(source).label}, which feeds`);
  expect(obstacleOf(known(error(target)), nodeOf(source))).toBeNull();
});

it('a text that cannot be read comes before everything', () => {
  expect(obstacleOf({ ...known(error(target)), broken: true }, nodeOf(target))).toContain('cannot be read');
});
