import { useReactFlow, type Edge } from '@xyflow/react';
import { useMemo, type ClipboardEvent, type KeyboardEvent } from 'react';
import { copiedText } from '../edit/clipboard';
import type { Edit, Graph, Remove, Spot } from '../protocol/generated';
import { runChoices, type RunPart } from '../state/scopes';
import { useView } from '../view/context';
import { useEditing } from './editing';
import { flowKey, groupId, noteId } from './flowIds';
import { startRun } from './running';
import { inputOf } from './useConnecting';

/** How far Alt and an arrow key move a node. */
const STEP = 20;
const MOVES: Readonly<Record<string, Spot>> = {
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

/** Keys that edit: Delete, Ctrl+Z, Ctrl+D, F2, Alt and arrows, and the clipboard; Ctrl+Enter runs. */
export function useEditKeys(graph: Graph, edges: readonly Edge[]): EditKeys {
  const view = useView();
  const editing = useEditing();
  const flow = useReactFlow();
  return useMemo(() => {
    const remove = (subject: ReadonlySet<string>) => {
      const command = removing(graph, subject, edges);
      if (command) {
        if (command.nodes.length > 0) {
          view.look(neighbourOf(graph, new Set(command.nodes)));
        }
        editing?.edit(command);
      }
    };
    const move = (subject: ReadonlySet<string>, step: Spot) => {
      const edits = moving(graph, subject, step);
      if (edits.length > 0) {
        editing?.edit(...edits);
      }
    };
    const duplicate = (subject: ReadonlySet<string>) => {
      const nodes = chosenNodes(graph, subject);
      if (nodes.length > 0) {
        editing?.edit({ kind: 'duplicate', nodes });
      }
    };
    const run = (nodes: readonly string[], part: RunPart, within: Element) => {
      const { nodes: states, run: last } = view.store.state;
      const choice = runChoices({ graph, nodes: states, run: last }, nodes).find(each => each.part === part);
      if (choice?.off) {
        editing?.refuse(choice.off);
      } else if (choice && view.link) {
        startRun(view.link, choice.scope, within);
      }
    };
    const commandOf = (event: KeyboardEvent): (() => void) | undefined => {
      const key = event.key.toLowerCase();
      const step = MOVES[event.key];
      const subject = subjectOf(event.target, view.selection, edges);
      if (event.altKey && step) {
        return () => move(subject, step);
      }
      if (event.ctrlKey || event.metaKey) {
        if (event.key === 'Enter') {
          return () => run(chosenNodes(graph, subject), event.shiftKey ? 'from' : 'to', event.currentTarget);
        }
        const redo = () => view.link?.redo();
        if (event.shiftKey) {
          return key === 'z' ? redo : undefined; // the others are JupyterLab's
        }
        return {
          z: () => view.link?.undo(),
          y: redo,
          d: () => duplicate(subject),
          a: () => view.setSelection(new Set(graph.nodes.map(node => node.id)))
        }[key];
      }
      const erase = () => remove(subject);
      return { delete: erase, backspace: erase, f2: () => editing?.rename(cardUnder(event.target) ?? view.selected) }[key];
    };
    const copy = (event: ClipboardEvent): boolean => {
      const subject = subjectOf(event.target, view.selection, edges);
      if (isWriting(event.target) || chosenNodes(graph, subject).length === 0) {
        return false;
      }
      event.preventDefault();
      event.clipboardData.setData('text/plain', copiedText(graph, subject));
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
          remove(subjectOf(event.target, view.selection, edges));
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
  const nodes = chosenNodes(graph, selection);
  const notes = graph.notes.filter(note => selection.has(noteId(note.id))).map(note => note.id);
  const groups = graph.groups.filter(group => selection.has(groupId(group.id))).map(group => group.id);
  // A box around nodes selects their connections too: those are mended when the nodes go.
  const gone = new Set(nodes.map(flowKey));
  const inputs = edges
    .filter(edge => edge.selected && !gone.has(edge.source) && !gone.has(edge.target))
    .map(inputOf);
  const edit: Edit & { kind: 'remove' } = { kind: 'remove', nodes, inputs, notes, groups };
  return [nodes, notes, groups, inputs].some(part => part.length > 0) ? edit : null;
}

/** Where Alt and an arrow key put nodes and notes. */
function moving(graph: Graph, subject: ReadonlySet<string>, { x, y }: Spot): Edit[] {
  const inGroups = graph.groups.filter(group => subject.has(groupId(group.id))).flatMap(group => [...group.nodes]);
  const nodes = graph.nodes.filter(node => subject.has(node.id) || inGroups.includes(node.id));
  const positions = Object.fromEntries(nodes.map(node => [node.id, { x: node.x + x, y: node.y + y }]));
  const notes = graph.notes
    .filter(note => subject.has(noteId(note.id)))
    .map((note): Edit => ({ kind: 'put-note', note: { ...note, x: note.x + x, y: note.y + y } }));
  return nodes.length > 0 ? [{ kind: 'move', positions }, ...notes] : notes;
}

function chosenNodes(graph: Graph, subject: ReadonlySet<string>): string[] {
  return graph.nodes.map(node => node.id).filter(id => subject.has(id));
}

/** The node that is looked at when others have gone: one that fed them. */
function neighbourOf(graph: Graph, gone: ReadonlySet<string>): string | null {
  return graph.edges.find(edge => gone.has(edge.target) && !gone.has(edge.source))?.source ?? null;
}

function cardUnder(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('.uzo-node')?.dataset.nodeId ?? null) : null;
}

/** What a key is about: what is selected, else what has the focus. */
function subjectOf(target: EventTarget, selection: ReadonlySet<string>, edges: readonly Edge[]): ReadonlySet<string> {
  if (selection.size > 0 || edges.some(edge => edge.selected)) {
    return selection;
  }
  const part = target instanceof Element ? target.closest<HTMLElement>('.uzo-node, [data-note], [data-group]') : null;
  const { nodeId, note, group } = part?.dataset ?? {};
  const focus = nodeId ?? (note === undefined ? group && groupId(group) : noteId(note));
  return focus === undefined ? selection : new Set([focus]);
}
