import { useReactFlow, type Edge } from '@xyflow/react';
import { useMemo, type ClipboardEvent, type KeyboardEvent } from 'react';
import { copiedText } from '../edit/clipboard';
import type { Edit, Graph, Remove } from '../protocol/generated';
import { useView } from '../view/context';
import { useEditing } from './editing';
import { inputOf } from './useConnecting';
import { groupId, noteId } from './useFlowNodes';

/** How far Alt and an arrow key move a node. */
const STEP = 20;
const MOVES: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP }
};

export interface EditKeys {
  /** Whether the key was one of an edit. */
  onKeyDown(event: KeyboardEvent): boolean;
  onCopy(event: ClipboardEvent): void;
  onCut(event: ClipboardEvent): void;
  onPaste(event: ClipboardEvent): void;
}

/** Whether keys belong to a field in which a person writes. */
export function isWriting(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable=true], .cm-editor') !== null;
}

/** Keys that edit: Delete, Ctrl+Z, Ctrl+D, F2, Alt and arrows, and the clipboard. */
export function useEditKeys(graph: Graph, edges: readonly Edge[]): EditKeys {
  const view = useView();
  const editing = useEditing();
  const flow = useReactFlow();
  return useMemo(() => {
    const nodesOf = () => graph.nodes.filter(node => view.selection.has(node.id));
    const remove = () => {
      const command = removing(graph, view.selection, edges);
      if (command) {
        editing?.edit(command);
      }
    };
    const move = ({ x, y }: { x: number; y: number }) => {
      const nodes = nodesOf();
      const positions = Object.fromEntries(nodes.map(node => [node.id, { x: node.x + x, y: node.y + y }]));
      if (nodes.length > 0) {
        editing?.edit({ kind: 'move', positions });
      }
    };
    const duplicate = () => {
      const nodes = nodesOf().map(node => node.id);
      if (nodes.length > 0) {
        editing?.edit({ kind: 'duplicate', nodes });
      }
    };
    const commandOf = (event: KeyboardEvent): (() => void) | undefined => {
      const key = event.key.toLowerCase();
      const step = MOVES[event.key];
      if (event.altKey && step) {
        return () => move(step);
      }
      if (event.ctrlKey || event.metaKey) {
        return {
          z: () => (event.shiftKey ? view.link?.redo() : view.link?.undo()),
          y: () => view.link?.redo(),
          d: duplicate,
          a: () => view.setSelection(new Set(graph.nodes.map(node => node.id)))
        }[key];
      }
      return { delete: remove, backspace: remove, f2: () => editing?.rename(view.selected) }[key];
    };
    const copy = (event: ClipboardEvent): boolean => {
      if (isWriting(event.target) || nodesOf().length === 0) {
        return false;
      }
      event.preventDefault();
      event.clipboardData.setData('text/plain', copiedText(graph, view.selection));
      return true;
    };
    return {
      onKeyDown: event => {
        const command = editing && !isWriting(event.target) ? commandOf(event) : undefined;
        if (!command) {
          return false;
        }
        event.preventDefault();
        event.stopPropagation();
        command();
        return true;
      },
      onCopy: copy,
      onCut: event => {
        if (copy(event)) {
          remove();
        }
      },
      onPaste: event => {
        const text = event.clipboardData.getData('text/plain');
        if (editing && !isWriting(event.target) && text) {
          event.preventDefault();
          editing.edit({ kind: 'paste', text, at: middle(event.currentTarget, flow) });
        }
      }
    };
  }, [edges, editing, flow, graph, view]);
}

/** The middle of what is seen. */
function middle(pane: Element, flow: ReturnType<typeof useReactFlow>): { x: number; y: number } {
  const box = pane.getBoundingClientRect();
  const { x, y } = flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  return { x: Math.round(x), y: Math.round(y) };
}

/** What Delete takes away; null where nothing is selected. */
export function removing(graph: Graph, selection: ReadonlySet<string>, edges: readonly Edge[]): Remove | null {
  const nodes = graph.nodes.filter(node => selection.has(node.id)).map(node => node.id);
  const notes = graph.notes.filter(note => selection.has(noteId(note.id))).map(note => note.id);
  const groups = graph.groups.filter(group => selection.has(groupId(group.id))).map(group => group.id);
  const inputs = edges.filter(edge => edge.selected).map(inputOf);
  const edit: Edit & { kind: 'remove' } = { kind: 'remove', nodes, inputs, notes, groups };
  return [nodes, notes, groups, inputs].some(part => part.length > 0) ? edit : null;
}
