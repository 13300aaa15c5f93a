import { useReactFlow } from '@xyflow/react';
import type { RefObject } from 'react';
import { copiedText } from '../edit/clipboard';
import type { Edit, Graph } from '../protocol/generated';
import { useView, type ViewContext } from '../view/context';
import { runChoices } from '../state/scopes';
import { isPinned, sizeWord } from '../state/words';
import { useEditing, type Editing } from './editing';
import { Menu, type MenuItem } from './Menu';
import { newId } from './ids';
import { startRun } from './running';

export interface MenuPlace {
  readonly x: number;
  readonly y: number;
  /** Null for the ground. */
  readonly node: string | null;
}

interface Props {
  readonly graph: Graph;
  readonly place: MenuPlace;
  /** The drawing that it was opened in. */
  readonly host: RefObject<HTMLElement>;
  close(): void;
}

/** What can be done with a node, or with the ground. */
export function GraphMenu({ graph, place, host, close }: Props): JSX.Element | null {
  const view = useView();
  const editing = useEditing();
  const flow = useReactFlow();
  if (!editing) {
    return null;
  }
  const node = graph.nodes.find(each => each.id === place.node);
  const { x, y } = flow.screenToFlowPosition(place);
  const spot = { x: Math.round(x), y: Math.round(y) };
  const items = node
    ? nodeItems({ graph, view, editing, place, host, node: node.id, hasOutput: node.hasOutput })
    : groundItems(graph, editing, place, spot);
  return <Menu items={items} at={place} label={node ? node.label : 'Graph'} close={close} />;
}

function groundItems(
  graph: Graph,
  editing: Editing,
  place: MenuPlace,
  at: { x: number; y: number }
): (MenuItem | null)[] {
  const note = { id: newId(), text: '', ...at, width: 200, height: 90 };
  const paste = async () => editing.edit({ kind: 'paste', text: await navigator.clipboard.readText(), at });
  return [
    { label: 'Add node…', run: () => editing.add({ anchor: place, at, after: null, before: null }) },
    { label: 'Add note', run: () => editing.edit({ kind: 'put-note', note }) },
    {
      label: 'Paste',
      keys: 'Ctrl+V',
      run: () => void paste().catch(() => editing.refuse('The browser keeps the clipboard to itself: press Ctrl+V.'))
    },
    null,
    { label: 'Tidy up', run: () => editing.edit({ kind: 'tidy', nodes: [] }) }
  ];
}

interface NodeMenu {
  readonly graph: Graph;
  readonly view: ViewContext;
  readonly editing: Editing;
  readonly place: MenuPlace;
  readonly host: RefObject<HTMLElement>;
  readonly node: string;
  readonly hasOutput: boolean;
}

function nodeItems(menu: NodeMenu): (MenuItem | null)[] {
  const { graph, view, editing, place, node, hasOutput } = menu;
  const nodes = view.selection.has(node) ? graph.nodes.map(each => each.id).filter(id => view.selection.has(id)) : [node];
  const edit = (command: Edit) => () => editing.edit(command);
  const select = () => view.select(node);
  const copy = () => void navigator.clipboard?.writeText(copiedText(graph, new Set(nodes)));
  const several = nodes.length > 1 ? ` ${nodes.length} nodes` : '';
  const group = { id: newId(), label: 'Group', nodes };
  return [
    ...(hasOutput
      ? [
          {
            label: 'Add after…',
            run: () => editing.add({ anchor: place, at: null, after: node, before: null })
          }
        ]
      : []),
    {
      label: 'Settings',
      keys: 'Enter',
      run: () => {
        select();
        editing.openSettings('now');
      }
    },
    { label: 'Rename', keys: 'F2', run: () => editing.rename(node) },
    null,
    ...runItems(menu, nodes),
    ...pinItems(menu, nodes),
    null,
    { label: `Duplicate${several}`, keys: 'Ctrl+D', run: edit({ kind: 'duplicate', nodes }) },
    { label: `Copy${several}`, keys: 'Ctrl+C', run: copy },
    { label: `Group${several}`, run: edit({ kind: 'put-group', group }) },
    { label: `Tidy up${several}`, run: edit({ kind: 'tidy', nodes }) },
    null,
    {
      label: `Delete${several}`,
      keys: 'Del',
      run: edit({ kind: 'remove', nodes, inputs: [], notes: [], groups: [] })
    }
  ];
}

/** Up to the nodes, and from them on. */
function runItems({ view, graph, host }: NodeMenu, nodes: readonly string[]): MenuItem[] {
  const { link, store } = view;
  const { nodes: states, run } = store.state;
  const choices = runChoices({ graph, nodes: states, run }, nodes).slice(0, 2);
  return choices.map(({ label, keys, off, scope }) => ({
    label,
    keys,
    off,
    run: () => link && startRun(link, scope, host.current)
  }));
}

/** The result is kept, which takes as much room as is said before. */
function pinItems({ view, graph, editing, node }: NodeMenu, nodes: readonly string[]): MenuItem[] {
  const chosen = graph.nodes.filter(each => nodes.includes(each.id) && each.hasOutput);
  const pinned = chosen.some(each => each.id === node && isPinned(each));
  const sizes = chosen.map(each => view.store.node(each.id).pinSize);
  const edits = chosen.map(
    ({ id }): Edit => ({ kind: 'configure', node: id, values: pinned ? {} : { pin: true }, unset: pinned ? ['pin'] : [] })
  );
  const several = chosen.length > 1 ? ` of ${chosen.length} nodes` : '';
  return chosen.length === 0
    ? []
    : [
        {
          label: `${pinned ? 'Unpin' : 'Pin'} result${several}`,
          note: pinned ? null : sizeWord(sizes),
          run: () => editing.edit(...edits)
        }
      ];
}
