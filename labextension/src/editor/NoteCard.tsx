import { NodeResizer, type Node, type NodeProps } from '@xyflow/react';
import { memo, type CSSProperties } from 'react';
import type { Note } from '../protocol/generated';
import { EditableText } from './EditableText';
import { useEditing } from './editing';
import type { Box } from './layout';
import { useScale } from './useScale';

export type NoteNode = Node<{ note: Note }, 'note'>;

const SMALLEST = { width: 90, height: 40 };

/** A text on the canvas, for people only. */
export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<NoteNode>) {
  const editing = useEditing();
  const scale = { '--uzo-scale': useScale() } as CSSProperties;
  return (
    <div className="uzo-note-card" style={scale} data-note={note.id}>
      <NodeResizer
        isVisible={selected && editing !== null}
        minWidth={SMALLEST.width}
        minHeight={SMALLEST.height}
        onResizeEnd={(_event, { x, y, width, height }) =>
          editing?.edit({ kind: 'put-note', note: { ...note, ...rounded({ x, y, width, height }) } })
        }
      />
      <EditableText
        multiline
        className="uzo-note-text"
        label="Note"
        text={note.text}
        commit={async text => (await editing?.edit({ kind: 'put-note', note: { ...note, text } })) ?? false}
        discard={() => editing?.edit({ kind: 'remove', nodes: [], inputs: [], notes: [note.id], groups: [] })}
      />
    </div>
  );
});

function rounded({ x, y, width, height }: Box): Box {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}
