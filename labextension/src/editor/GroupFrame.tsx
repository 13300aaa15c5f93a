import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { Group } from '../protocol/generated';
import { EditableText } from './EditableText';
import { useEditing } from './editing';

export type GroupNode = Node<{ group: Group }, 'group-frame'>;

/** A named frame around nodes; to drag it moves all of them. */
export const GroupFrame = memo(function GroupFrame({ data: { group } }: NodeProps<GroupNode>) {
  const editing = useEditing();
  return (
    <div className="uzo-group" data-group={group.id}>
      <EditableText
        className="uzo-group-label"
        label="Name of the group"
        text={group.label}
        commit={async label => (await editing?.edit({ kind: 'put-group', group: { ...group, label } })) ?? false}
      />
    </div>
  );
});
