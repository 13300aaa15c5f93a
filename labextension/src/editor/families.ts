import { createElement } from 'react';
import type { GraphNode } from '../protocol/generated';
import { AgentIcon, BoxIcon, BranchIcon, SinkIcon, SourceIcon, SparkIcon, TransformIcon, type Icon } from './icons';
import { SHAPES } from './shapes';

/** What a kind of node looks like; the colour is `--uzo-family-<name>` in the style sheet. */
export interface Family {
  readonly name: 'source' | 'sink' | 'transform' | 'control' | 'ai' | 'agent' | 'other';
  readonly icon: Icon;
}

const FAMILIES: Readonly<Record<string, Family>> = {
  transform: { name: 'transform', icon: TransformIcon },
  control: { name: 'control', icon: BranchIcon },
  genai: { name: 'ai', icon: SparkIcon },
  agentic: { name: 'agent', icon: AgentIcon }
};
const SOURCE: Family = { name: 'source', icon: SourceIcon };
const SINK: Family = { name: 'sink', icon: SinkIcon };
const OTHER: Family = { name: 'other', icon: BoxIcon };

/** What tells the kind of a node. */
type Kind = Pick<GraphNode, 'nodeType' | 'operation' | 'inputs'>;

/** A picture of what the node does where there is one, else of its family. */
export function NodeIcon({ node }: { node: Kind }): JSX.Element {
  const shape = Object.hasOwn(SHAPES, node.operation) ? SHAPES[node.operation] : undefined;
  return createElement(shape ?? familyOf(node).icon);
}

/** Connectors are told apart by the way the data goes. */
export function familyOf(node: Kind): Family {
  if (node.nodeType === 'connector' || node.nodeType === 'source' || node.nodeType === 'sink') {
    return node.inputs.length === 0 ? SOURCE : SINK;
  }
  return Object.hasOwn(FAMILIES, node.nodeType) ? (FAMILIES[node.nodeType] as Family) : OTHER;
}
