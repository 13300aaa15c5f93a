import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo, useRef, type KeyboardEvent } from 'react';
import type { GraphNode, NodeState } from '../protocol/generated';
import type { ProblemCount } from '../state/problems';
import { executedRowsWord, isPinned, nodeLabel, problemWord, rowsWord, statusWord, timeWord, whyWord } from '../state/words';
import { useNodeState, useView } from '../view/context';
import { focused } from '../view/hooks';
import { useEditing, type Editing } from './editing';
import { familyOf, NodeIcon } from './families';
import { flowKey } from './flowIds';
import { inputShare, OUTPUT } from './handles';
import { PinIcon, ReusedIcon, StatusIcon } from './icons';
import { useScale } from './useScale';

export type CardNode = Node<{ node: GraphNode }, 'card'>;

/** A node of the workflow. It subscribes to its own state only. */
export const NodeCard = memo(function NodeCard({ data: { node }, selected: chosen }: NodeProps<CardNode>) {
  const view = useView();
  const editing = useEditing();
  const state = useNodeState(view.store, node.id);
  const problems = view.problems.get(node.id);
  const words = problems ? problemWord(problems.errors, problems.warnings) : null;
  const selected = view.selected === node.id;
  const role = editing?.renaming === node.id ? 'group' : 'button'; // no field within a button
  const time = timeWord(state, id => view.nodes.get(id)?.label ?? id);
  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey; // those keys run
    if (event.target === event.currentTarget && !command && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      if (event.key === 'Enter' && selected) {
        editing?.openSettings('now');
      }
      view.select(node.id);
    }
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the role is one of two
    <div
      className="uzo-node"
      data-node-id={node.id}
      data-status={state.status}
      data-reused={state.reused != null || undefined}
      data-pinned={isPinned(node) || undefined}
      data-family={familyOf(node).name}
      data-selected={selected || undefined}
      data-chosen={chosen || undefined}
      role={role}
      tabIndex={view.tabStop === node.id ? 0 : -1}
      aria-pressed={selected}
      aria-label={nodeLabel(node, state, words)}
      title={tooltip(node, state, time)}
      onDoubleClick={() => editing?.openSettings('no')}
      onKeyDown={onKeyDown}
    >
      <span className="uzo-node-icon">
        <NodeIcon node={node} />
      </span>
      <Name node={node} />
      <span className="uzo-node-title">{node.title}</span>
      {time !== null && <span className="uzo-node-time">{time}</span>}
      <Footer state={state} />
      {isPinned(node) && (
        <span className="uzo-node-pin" title="Its result is pinned.">
          <PinIcon />
        </span>
      )}
      {problems && words && <Badge problems={problems} words={words} />}
      <Inputs names={node.inputs} connectable={editing !== null} />
      {node.hasOutput && (
        <Handle id={OUTPUT} type="source" position={Position.Right} isConnectable={editing !== null} title="Drag to connect" />
      )}
    </div>
  );
});

/** The label, or a field for another one. */
function Name({ node }: { node: GraphNode }): JSX.Element {
  const editing = useEditing();
  return editing?.renaming === node.id ? (
    <NewName node={node} editing={editing} />
  ) : (
    <span className="uzo-node-label">{node.label}</span>
  );
}

function NewName({ node, editing }: { node: GraphNode; editing: Editing }): JSX.Element {
  const over = useRef(false);
  const scale = useScale();
  const end = (event: { currentTarget: HTMLInputElement }, keep: boolean) => {
    if (over.current) {
      return; // a field that goes loses the focus
    }
    over.current = true;
    const name = event.currentTarget.value.trim();
    const card = event.currentTarget.closest<HTMLElement>('.uzo-node');
    editing.rename(null);
    if (keep && name && name !== node.label) {
      editing.edit({ kind: 'rename', node: node.id, name });
    }
    card?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key === 'Enter' || event.key === 'Escape') {
      end(event, event.key === 'Enter');
    }
  };
  return (
    <input
      className="uzo-node-label nodrag"
      style={{ transform: `scale(${scale})` }}
      data-far={scale > 1.2 || undefined}
      type="text"
      aria-label={`New name of ${node.label}`}
      defaultValue={node.label}
      ref={focused}
      spellCheck={false}
      onFocus={event => event.currentTarget.select()}
      onBlur={event => end(event, true)}
      onKeyDown={onKeyDown}
    />
  );
}

function Footer({ state }: { state: NodeState }): JSX.Element {
  const rows = rowsWord(state);
  // A sample's size already says that it is one.
  const status = state.status === 'sampled' && rows !== null ? null : statusWord(state);
  return (
    <span className="uzo-node-footer" data-counted={rows !== null || undefined}>
      <span className="uzo-node-status">
        {state.reused == null ? <StatusIcon status={state.status} /> : <ReusedIcon />}
        {state.reused == null ? status !== null && <span>{status}</span> : <Reused state={state} />}
      </span>
      {rows !== null && <Rows text={rows} />}
    </span>
  );
}

/** Instead of the word for done. From afar the mark before it says so alone. */
function Reused({ state }: { state: NodeState }): JSX.Element {
  return (
    <span className="uzo-node-reused" title={whyWord(state) ?? undefined}>
      reused
    </span>
  );
}

/** The unit is the first thing to go where room is short. */
function Rows({ text }: { text: string }): JSX.Element {
  const [, figure, unit, kind] = /^(.*?)( rows?)?( so far| executed)?$/.exec(text) as RegExpExecArray;
  return (
    <span className="uzo-node-rows">
      {figure}
      {unit && <span className="uzo-unit">{unit}</span>}
      {kind}
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
function Inputs({ names, connectable }: { names: readonly string[]; connectable: boolean }): JSX.Element {
  return (
    <>
      {names.map((name, index) => (
        <Handle
          key={name}
          id={flowKey(name)}
          type="target"
          position={Position.Left}
          isConnectable={connectable}
          title={name}
          style={{ top: `${inputShare(index, names.length) * 100}%` }}
        >
          {names.length > 1 && <span className="uzo-handle-name">{name}</span>}
        </Handle>
      ))}
    </>
  );
}

function tooltip(node: GraphNode, state: NodeState, time: string | null): string {
  const rows = [rowsWord(state), executedRowsWord(state)];
  const kept = isPinned(node) ? 'Its result is pinned.' : null;
  const doubt = state.code && !state.code.trusted ? 'Its code is not trusted yet.' : null;
  const lines = [`${node.label} (${node.title})`, statusWord(state), ...rows, time, whyWord(state), state.message, kept, doubt];
  return lines.filter(Boolean).join('\n');
}
