import type { Group, Spot } from '../protocol/generated';
import { NODE_HEIGHT, NODE_WIDTH, type Box } from './layout';

const PADDING = 14;
/** Room for the name. */
const HEAD = 26;

/** The frame around the nodes of a group; null where none of them is there. */
export function frameOf(group: Group, nodes: readonly (Spot & { readonly id: string })[]): Box | null {
  const members = nodes.filter(node => group.nodes.includes(node.id));
  if (members.length === 0) {
    return null;
  }
  const x = Math.min(...members.map(node => node.x)) - PADDING;
  const y = Math.min(...members.map(node => node.y)) - HEAD;
  const right = Math.max(...members.map(node => node.x)) + NODE_WIDTH + PADDING;
  const bottom = Math.max(...members.map(node => node.y)) + NODE_HEIGHT + PADDING;
  return { x, y, width: right - x, height: bottom - y };
}
