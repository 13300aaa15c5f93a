import { lazy, Suspense, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { familyOf, NodeIcon } from '../editor/families';
import { StatusIcon } from '../editor/icons';
import type { Diagnostic, GraphNode } from '../protocol/generated';
import { isError } from '../state/problems';
import type { WorkflowSource } from '../state/source';
import type { CellPlace } from '../sync/cursor';
import { rowsWord, statusWord, timeWord, whyWord } from '../state/words';
import { useNodeState, useView } from './context';
import { Problems } from './Problems';
import { SavedTable } from './SavedTable';
import type { Tools } from './useEditingState';
import { Schema } from './Schema';

const SettingsPane = lazy(() => import('../forms/SettingsPane'));
const PreviewPane = lazy(() => import('../preview/PreviewPane'));

const TABS = ['preview', 'schema', 'problems'] as const;
type Tab = (typeof TABS)[number];
const TITLES: Record<Tab, string> = { preview: 'Preview', schema: 'Schema', problems: 'Problems' };

interface PanelProps {
  readonly source: WorkflowSource;
  readonly problems: readonly Diagnostic[];
}

/** The settings of the selected node, where they are open, and what there is to know of it. */
export function Panel({ source, problems, tools, asked }: PanelProps & Asked & { tools: Tools }): JSX.Element {
  return (
    <div className="uzo-below" data-settings={tools.settings || undefined}>
      {tools.settings && <Settings close={tools.toggleSettings} problems={problems} focus={tools.settingsFocus} />}
      <Knowledge source={source} problems={problems} told={tools.settings} asked={asked} />
    </div>
  );
}

interface Asked {
  /** Grows each time that the problems shall be shown. */
  readonly asked: number;
}

/** The form has a chunk of its own: most views are only looked at. */
function Settings(props: { close: () => void; problems: readonly Diagnostic[]; focus: number }): JSX.Element {
  return (
    <Suspense fallback={<aside className="uzo-settings" />}>
      <SettingsPane {...props} />
    </Suspense>
  );
}

/** `told` is whether the problems of the node are seen elsewhere already, so that its rows need not give way to them. */
function Knowledge({ source, problems, told, asked }: PanelProps & Asked & { told: boolean }): JSX.Element {
  const { selected } = useView();
  const [tab, choose] = useTab(selected, told ? [] : problems);
  const id = useId();
  const host = useRef<HTMLElement>(null);
  const answered = useRef(asked);
  useEffect(() => {
    if (answered.current !== asked) {
      answered.current = asked;
      choose('problems');
      host.current?.querySelector<HTMLElement>('[data-tab=problems]')?.focus();
    }
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] as Tab);
      const sibling = step > 0 ? 'nextElementSibling' : 'previousElementSibling';
      ((event.target as HTMLElement)[sibling] as HTMLElement | null)?.focus();
    }
  };
  return (
    <section ref={host} className="uzo-panel">
      <div className="uzo-tabs">
        <div role="tablist" aria-label="Selected node" onKeyDown={onKeyDown}>
          {TABS.map(each => (
            <button
              key={each}
              type="button"
              role="tab"
              className="uzo-tab"
              data-tab={each}
              id={`${id}-${each}`}
              aria-selected={each === tab}
              aria-controls={`${id}-panel`}
              tabIndex={each === tab ? 0 : -1}
              onClick={() => choose(each)}
            >
              {TITLES[each]}
              {each === 'problems' && <ProblemBadge problems={problems} />}
            </button>
          ))}
        </div>
        <SelectedNode />
      </div>
      <div className="uzo-tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        <TabBody tab={tab} source={source} problems={problems} />
      </div>
    </section>
  );
}

/** A node with an error opens its problems, until the person chooses another tab for that node. */
function useTab(selected: string | null, problems: readonly Diagnostic[]): [Tab, (tab: Tab) => void] {
  const [choice, setChoice] = useState<{ node: string | null; tab: Tab }>({ node: null, tab: 'preview' });
  const wrong = problems.some(problem => isError(problem) && (problem.node === selected || problem.node === null));
  const kept = choice.tab === 'problems' ? 'preview' : choice.tab;
  const tab = choice.node === selected ? choice.tab : wrong ? 'problems' : kept;
  return [tab, next => setChoice({ node: selected, tab: next })];
}

function cellOf({ cellId: id, kernelId: kernel }: WorkflowSource): CellPlace | null {
  return id && kernel !== null ? { id, kernel } : null;
}

function TabBody({ tab, source, problems }: PanelProps & { tab: Tab }): JSX.Element | null {
  const { selected, nodes } = useView();
  if (tab === 'problems') {
    return <Problems problems={problems} cell={cellOf(source)} />;
  }
  const node = selected === null ? undefined : nodes.get(selected);
  if (!node) {
    return <p className="uzo-empty">This workflow has no nodes yet.</p>;
  }
  if (tab === 'schema') {
    return <Schema node={node} />;
  }
  if (!source.link) {
    return <SavedTable node={node} tables={source.tables} />;
  }
  return (
    <Suspense fallback={<p className="uzo-empty">Loading…</p>}>
      <PreviewPane node={node} link={source.link} />
    </Suspense>
  );
}

function ProblemBadge({ problems }: { problems: readonly Diagnostic[] }): JSX.Element | null {
  if (problems.length === 0) {
    return null;
  }
  return (
    <span className="uzo-count" data-severity={problems.some(isError) ? 'error' : 'warning'}>
      {problems.length}
    </span>
  );
}

function SelectedNode(): JSX.Element | null {
  const { selected, nodes } = useView();
  const node = selected === null ? undefined : nodes.get(selected);
  if (!node) {
    return null;
  }
  return (
    <span className="uzo-selected-node" data-family={familyOf(node).name} title={`${node.label} (${node.title})`}>
      <NodeIcon node={node} />
      <b>{node.label}</b>
      <span>{node.title}</span>
      <Figures node={node} />
    </span>
  );
}

/** Rows and time, or the state of a node that has none yet, and why the last run computed it or did not. */
function Figures({ node }: { node: GraphNode }): JSX.Element {
  const { store, nodes } = useView();
  const state = useNodeState(store, node.id);
  const figures = [rowsWord(state), timeWord(state, id => nodes.get(id)?.label ?? id)].filter(Boolean);
  const why = whyWord(state);
  return (
    <span className="uzo-figures" data-status={state.status}>
      <StatusIcon status={state.status} />
      {figures.length > 0 ? figures.join(' · ') : statusWord(state)}
      {why !== null && (
        <span className="uzo-why" title={why}>
          {why}
        </span>
      )}
    </span>
  );
}
