import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { operationOf } from '../edit/operations';
import { familyOf, NodeIcon } from '../editor/families';
import { CloseIcon } from '../editor/icons';
import { useCatalogue, useEditing } from '../editor/editing';
import type { CatalogueMessage, Diagnostic, GraphNode } from '../protocol/generated';
import { sizeWord } from '../state/words';
import { useNodeState, useView } from '../view/context';
import { CodeNotice } from './CodeNotice';
import { ConfigForm } from './ConfigForm';
import { Inputs } from './Inputs';

interface Props {
  readonly problems: readonly Diagnostic[];
  /** Another number than before asks for the keyboard. */
  readonly focus: number;
  close(): void;
}

/** The selected node: its name, what feeds it, its settings, how it is run. */
export default function SettingsPane({ problems, focus, close }: Props): JSX.Element {
  const host = useRef<HTMLElement>(null);
  const { selected, nodes } = useView();
  const catalogue = useCatalogue();
  const node = selected === null ? undefined : nodes.get(selected);
  useAskedFocus(host, focus, catalogue !== null);
  const leave = () => {
    const workflow = host.current?.closest('.uzo-workflow');
    workflow?.querySelector<HTMLElement>('.uzo-node[data-selected], .uzo-list button[aria-pressed=true]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation();
      leave();
    }
  };
  const shut = () => {
    leave();
    close();
  };
  return (
    <aside
      ref={host}
      className="uzo-settings"
      aria-label="Settings of the node"
      data-node={node?.id}
      onKeyDown={onKeyDown}
    >
      {node ? (
        <>
          <Head node={node} close={shut} />
          <div className="uzo-settings-body">
            <Inputs node={node} />
            {catalogue ? (
              <Forms key={node.id} node={node} catalogue={catalogue} problems={problems} />
            ) : (
              <p className="uzo-empty">Loading…</p>
            )}
          </div>
        </>
      ) : (
        <p className="uzo-empty">Select a node, or add one.</p>
      )}
    </aside>
  );
}

/** How often each pane was asked for the keyboard: one that opens later is not asked anew. */
const answered = new WeakMap<Element, number>();

function useAskedFocus(host: RefObject<HTMLElement>, asked: number, ready: boolean): void {
  useEffect(() => {
    const workflow = host.current?.closest('.uzo-workflow');
    if (ready && workflow && (answered.get(workflow) ?? 0) !== asked) {
      answered.set(workflow, asked);
      const field = host.current?.querySelector<HTMLElement>(`.uzo-form :is(${FIELDS})`);
      (field ?? host.current?.querySelector<HTMLElement>('.uzo-settings-name'))?.focus({ preventScroll: true });
    }
  }, [host, asked, ready]);
}

const FIELDS = 'input, select, textarea, .cm-content';

function Head({ node, close }: { node: GraphNode; close: () => void }): JSX.Element {
  return (
    <header className="uzo-settings-head" data-family={familyOf(node).name}>
      <span className="uzo-settings-icon">
        <NodeIcon node={node} />
      </span>
      <Name key={`${node.id} ${node.label}`} node={node} />
      <button type="button" className="uzo-icon-button" title="Close" aria-label="Close the settings" onClick={close}>
        <CloseIcon />
      </button>
    </header>
  );
}

function Name({ node }: { node: GraphNode }): JSX.Element {
  const editing = useEditing();
  const [name, setName] = useState(node.label);
  const commit = () => {
    if (name.trim() && name.trim() !== node.label) {
      editing?.edit({ kind: 'rename', node: node.id, name });
    } else {
      setName(node.label);
    }
  };
  return (
    <input
      type="text"
      className="uzo-settings-name"
      aria-label="Name of the node"
      value={name}
      spellCheck={false}
      onChange={event => setName(event.target.value)}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          event.currentTarget.blur();
        } else if (event.key === 'Escape') {
          event.stopPropagation();
          setName(node.label);
        }
      }}
    />
  );
}

function Forms(props: { node: GraphNode; catalogue: CatalogueMessage; problems: readonly Diagnostic[] }): JSX.Element {
  const { node, catalogue, problems } = props;
  const operation = operationOf(catalogue.operations, node);
  const own = problems.filter(problem => problem.node === node.id);
  return (
    <>
      {operation ? (
        <>
          <p className="uzo-settings-summary">
            <b>{operation.title}</b> <span>{operation.summary}</span>
          </p>
          <CodeNotice node={node} />
          <ConfigForm key={operation.word} node={node} form={operation.form} problems={own} />
        </>
      ) : (
        <p className="uzo-empty">There is no operation {node.operation} here: its settings are kept as they are.</p>
      )}
      <details className="uzo-policies" open={hasPolicy(node, catalogue.policies)}>
        <summary>How it is run</summary>
        <ConfigForm node={node} form={catalogue.policies} problems={own} />
        <Room node={node} />
      </details>
    </>
  );
}

/** What it takes to keep the result, told before a person decides. */
function Room({ node }: { node: GraphNode }): JSX.Element | null {
  const { pinSize } = useNodeState(useView().store, node.id);
  return node.hasOutput ? <p className="uzo-settings-summary">Room for a result that is kept: {sizeWord([pinSize])}.</p> : null;
}

function hasPolicy(node: GraphNode, policies: CatalogueMessage['policies']): boolean {
  return Object.keys((policies.properties ?? {}) as object).some(name => Object.hasOwn(node.config, name));
}
