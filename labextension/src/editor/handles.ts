import { Position, type NodeHandle } from '@xyflow/react';
import type { GraphNode } from '../protocol/generated';
import { flowKey } from './flowIds';
import { NODE_HEIGHT, NODE_WIDTH } from './layout';

/** The width and height of a dot, as the style sheet has it. */
const DOT = 9;
export const OUTPUT = 'out';

/** How far down the card an input is, as a share of its height. */
export function inputShare(index: number, count: number): number {
  return (index + 1) / (count + 1);
}

/** Where the dots of a card are, in pixels from its corner: what connects to them can be drawn at once. */
export function handlesOf({ inputs, hasOutput }: GraphNode): NodeHandle[] {
  const targets = inputs.map((name, index) =>
    dot(flowKey(name), 'target', Position.Left, 0, NODE_HEIGHT * inputShare(index, inputs.length))
  );
  return hasOutput ? [...targets, dot(OUTPUT, 'source', Position.Right, NODE_WIDTH, NODE_HEIGHT / 2)] : targets;
}

function dot(id: string, type: NodeHandle['type'], position: Position, x: number, y: number): NodeHandle {
  return { id, type, position, x: x - DOT / 2, y: y - DOT / 2, width: DOT, height: DOT };
}
