import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo, type KeyboardEvent } from 'react';
import type { GraphNode, NodeState } from '../protocol/generated';
import type { ProblemCount } from '../state/problems';
import { nodeLabel, problemWord, rowsWord, statusWord, timeWord } from '../state/words';
import { useNodeState, useView } from '../view/context';
import { familyOf, NodeIcon } from './families';
import { StatusIcon } from './icons';

export type CardNode = Node<{ node: GraphNode }, 'card'>;

/** A node of the workflow. It subscribes to its own state only. */
export const NodeCard = memo(function NodeCard({ data: { node } }: NodeProps<CardNode>) {
  const view = useView();
  const state = useNodeState(view.store, node.id);
  const problems = view.problems.get(node.id);
  const words = problems ? problemWord(problems.errors, problems.warnings) : null;
  const selected = view.selected === node.id;
  const time = timeWord(state, id => view.nodes.get(id)?.label ?? id);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      view.select(node.id);
    }
  };
  return (
    <div
      className="uzo-node"
      data-node-id={node.id}
      data-status={state.status}
      data-family={familyOf(node).name}
      data-selected={selected || undefined}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={nodeLabel(node, state, words)}
      title={tooltip(node, state, time)}
      onClick={() => view.select(node.id)}
      onKeyDown={onKeyDown}
    >
      <span className="uzo-node-icon">
        <NodeIcon node={node} />
      </span>
      <span className="uzo-node-label">{node.label}</span>
      <span className="uzo-node-title">{node.title}</span>
      {time !== null && <span className="uzo-node-time">{time}</span>}
      <Footer state={state} />
      {problems && words && <Badge problems={problems} words={words} />}
      <Inputs names={node.inputs} />
      {node.hasOutput && <Handle id="out" type="source" position={Position.Right} isConnectable={false} />}
    </div>
  );
});

function Footer({ state }: { state: NodeState }): JSX.Element {
  const rows = rowsWord(state);
  // A sample's size already says that it is one.
  const status = state.status === 'sampled' && rows !== null ? null : statusWord(state);
  return (
    <span className="uzo-node-footer">
      <span className="uzo-node-status">
        <StatusIcon status={state.status} />
        {status !== null && <span>{status}</span>}
      </span>
      {rows !== null && <Rows text={rows} />}
    </span>
  );
}

/** The unit is the first thing to go where room is short. */
function Rows({ text }: { text: string }): JSX.Element {
  const [, figure, unit] = /^(.*?)( rows?)?$/.exec(text) as RegExpExecArray;
  return (
    <span className="uzo-node-rows">
      {figure}
      {unit && <span className="uzo-unit">{unit}</span>}
    </span>
  );
}

function Badge({ problems, words }: { problems: ProblemCount; words: string }): JSX.Element {
  return (
    <span className="uzo-node-badge" data-severity={problems.errors ? 'error' : 'warning'} title={words}>
      {problems.errors + problems.warnings}
    </span>
  );
}

/** One dot per input; names are needed only where there is a choice. */
function Inputs({ names }: { names: readonly string[] }): JSX.Element {
  return (
    <>
      {names.map((name, index) => (
        <Handle
          key={name}
          id={name}
          type="target"
          position={Position.Left}
          isConnectable={false}
          title={name}
          style={{ top: `${((index + 1) / (names.length + 1)) * 100}%` }}
        >
          {names.length > 1 && <span className="uzo-handle-name">{name}</span>}
        </Handle>
      ))}
    </>
  );
}

function tooltip(node: GraphNode, state: NodeState, time: string | null): string {
  const lines = [`${node.label} (${node.title})`, statusWord(state), rowsWord(state), time, state.message];
  return lines.filter(Boolean).join('\n');
}
