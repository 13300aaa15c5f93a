import type { Node, NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Edit, Graph, GraphEdge, GraphNode, Spot } from '../protocol/generated';
import { useSlice, useView } from '../view/context';
import { useLatest } from '../view/hooks';
import { flowKey, groupId, idOf, noteId } from './flowIds';
import { frameOf } from './frames';
import { edgeBeneath, insertion } from './insertion';
import { NODE_HEIGHT, NODE_WIDTH } from './layout';
import { handlesOf } from './handles';
import type { CardNode } from './NodeCard';
import type { GroupNode } from './GroupFrame';
import type { NoteNode } from './NoteCard';
import { useEditing } from './editing';

export type FlowNode = CardNode | NoteNode | GroupNode;

/** A drag is over when nothing has come for this long: the arrow keys of React Flow tell no end. */
const SETTLED = 120;

const NOWHERE: ReadonlyMap<string, Spot> = new Map();

interface Dragged {
  readonly graph: Graph;
  readonly refusals: number;
  readonly places: ReadonlyMap<string, Spot>;
}

interface FlowNodes {
  readonly nodes: FlowNode[];
  /** The connection that the node in the hand would be put into. */
  readonly beneath: GraphEdge | null;
  onNodesChange(changes: NodeChange<FlowNode>[]): void;
}

/** The nodes as React Flow draws them: where Python has put them, or where a person drags them now. */
export function useFlowNodes(graph: Graph): FlowNodes {
  const { store, selection, setSelection } = useView();
  const editing = useEditing();
  const refusals = useSlice(store, state => state.refusals);
  // What Python says after a drag includes it, or it was refused: places that were dragged count until then.
  const [dragged, setDragged] = useState<Dragged>({ graph, refusals, places: NOWHERE });
  const moved = placesIn(dragged, graph, refusals);
  const settled = useRef<ReturnType<typeof setTimeout>>();
  const latest = useLatest({ moved, graph, editing });
  useEffect(() => () => clearTimeout(settled.current), []);

  const drop = useCallback(() => {
    const { moved: places, graph: now, editing: editor } = latest.current;
    const into = beneathOf(now, places);
    const edits = into ? insertion(now, into.node, into.edge) : editsOf(now, places);
    if (edits.length > 0) {
      editor?.edit(...edits);
    }
  }, [latest]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const places = changes.flatMap(change =>
        change.type === 'position' && change.position ? [[idOf(change.id), whole(change.position)] as const] : []
      );
      if (places.length > 0) {
        setDragged(before => ({
          graph,
          refusals,
          places: new Map([...placesIn(before, graph, refusals), ...places])
        }));
      }
      if (changes.some(change => change.type === 'position' && change.dragging === false)) {
        clearTimeout(settled.current);
        settled.current = setTimeout(drop, SETTLED);
      }
      setSelection(before => selectionAfter(before, changes));
    },
    [drop, graph, refusals, setSelection]
  );

  const [cache] = useState(() => new WeakMap<object, FlowNode>());
  const nodes = useMemo(
    () => drawn(graph, moved, selection).map(node => reused(cache, node)),
    [cache, graph, moved, selection]
  );
  const into = useMemo(() => beneathOf(graph, moved), [graph, moved]);
  return { nodes, beneath: into && into.edge, onNodesChange };
}

/** Only a node that is moved alone can be put into a connection. */
function beneathOf(graph: Graph, moved: ReadonlyMap<string, Spot>): { node: string; edge: GraphEdge } | null {
  const [alone, ...others] = moved;
  const edge = alone && others.length === 0 ? edgeBeneath(graph, ...alone) : null;
  return alone && edge ? { node: alone[0], edge } : null;
}

/** Nobody wants fractions of pixels in a file. */
function whole({ x, y }: Spot): Spot {
  return { x: Math.round(x), y: Math.round(y) };
}

function placesIn(dragged: Dragged, graph: Graph, refusals: number): ReadonlyMap<string, Spot> {
  return dragged.graph === graph && dragged.refusals === refusals ? dragged.places : NOWHERE;
}

function selectionAfter(selection: ReadonlySet<string>, changes: readonly NodeChange<FlowNode>[]): ReadonlySet<string> {
  const picked = changes.filter(change => change.type === 'select');
  if (picked.length === 0) {
    return selection;
  }
  const next = new Set(selection);
  for (const { id: key, selected } of picked) {
    const id = idOf(key);
    if (selected) {
      next.add(id);
    } else {
      next.delete(id);
    }
  }
  return next;
}

/** What a drag means: nodes and notes at other places; a group takes its nodes along. */
function editsOf(graph: Graph, moved: ReadonlyMap<string, Spot>): Edit[] {
  // A map, because a node may have the id __proto__.
  const positions = new Map<string, Spot>();
  for (const node of graph.nodes) {
    const spot = moved.get(node.id);
    if (spot && (spot.x !== node.x || spot.y !== node.y)) {
      positions.set(node.id, spot);
    }
  }
  for (const group of graph.groups) {
    const spot = moved.get(groupId(group.id));
    const frame = frameOf(group, graph.nodes);
    if (spot && frame) {
      for (const node of graph.nodes.filter(each => group.nodes.includes(each.id) && !positions.has(each.id))) {
        positions.set(node.id, { x: node.x + spot.x - frame.x, y: node.y + spot.y - frame.y });
      }
    }
  }
  const notes = graph.notes.flatMap((note): Edit[] => {
    const spot = moved.get(noteId(note.id));
    return spot ? [{ kind: 'put-note', note: { ...note, x: spot.x, y: spot.y } }] : [];
  });
  return positions.size > 0 ? [{ kind: 'move', positions: Object.fromEntries(positions) }, ...notes] : notes;
}

function drawn(graph: Graph, moved: ReadonlyMap<string, Spot>, selection: ReadonlySet<string>): FlowNode[] {
  const places = graph.nodes.map(node => ({ ...node, ...moved.get(node.id) }));
  const groups = graph.groups.flatMap((group): FlowNode[] => {
    const frame = frameOf(group, places);
    const id = groupId(group.id);
    return frame
      ? [{ ...base(id, moved.get(id) ?? frame, frame, selection), type: 'group-frame', data: { group }, zIndex: -1 }]
      : [];
  });
  const notes = graph.notes.map((note): FlowNode => {
    const id = noteId(note.id);
    return { ...base(id, moved.get(id) ?? note, note, selection), type: 'note', data: { note }, zIndex: -1 };
  });
  const cards = graph.nodes.map((node): FlowNode => card(node, moved.get(node.id) ?? node, selection));
  return [...groups, ...notes, ...cards];
}

function card(node: GraphNode, { x, y }: Spot, selection: ReadonlySet<string>): FlowNode {
  const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
  return { ...base(node.id, { x, y }, size, selection), type: 'card', data: { node }, handles: handlesOf(node) };
}

function base(
  id: string,
  { x, y }: Spot,
  { width, height }: { readonly width: number; readonly height: number },
  selection: ReadonlySet<string>
): Pick<Node, 'id' | 'position' | 'width' | 'height' | 'measured' | 'selected'> {
  // Sizes and places of dots are known: what React Flow would measure is forgotten with each new node object.
  const measured = { width, height };
  return { id: flowKey(id), position: { x, y }, width, height, measured, selected: selection.has(id) };
}

/** A node that is drawn as before keeps its identity, so that React Flow leaves it alone. */
function reused(cache: WeakMap<object, FlowNode>, now: FlowNode): FlowNode {
  const subject = Object.values(now.data)[0] as object;
  const before = cache.get(subject);
  const same =
    before !== undefined &&
    before.type === now.type &&
    before.position.x === now.position.x &&
    before.position.y === now.position.y &&
    before.selected === now.selected &&
    before.width === now.width &&
    before.height === now.height;
  if (same) {
    return before;
  }
  cache.set(subject, now);
  return now;
}
