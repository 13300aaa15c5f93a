import type { ReactNode } from 'react';
import type { Link } from '../state/source';
import type { WorkflowStore } from '../state/store';
import { useSlice } from '../view/context';
import type { Tools } from '../view/useEditingState';
import { ListIcon, PlusIcon, RedoIcon, SettingsIcon, TidyIcon, UndoIcon } from './icons';

interface Props {
  readonly store: WorkflowStore;
  readonly link: Link;
  readonly tools: Tools;
}

/** Add, undo, redo, tidy, and which parts of the editor are open. */
export function EditTools({ store, link, tools }: Props): JSX.Element {
  const canUndo = useSlice(store, state => state.canUndo);
  const canRedo = useSlice(store, state => state.canRedo);
  return (
    <span className="uzo-edit-tools">
      <Tool label="Add nodes" kind="add" pressed={tools.palette} onClick={tools.togglePalette}>
        <PlusIcon />
      </Tool>
      <Tool label="Undo" kind="undo" off={!link.isBound && !canUndo} onClick={() => link.undo()}>
        <UndoIcon />
      </Tool>
      <Tool label="Redo" kind="redo" off={!link.isBound && !canRedo} onClick={() => link.redo()}>
        <RedoIcon />
      </Tool>
      <Tool label="Tidy up" kind="tidy" onClick={() => link.edit([{ kind: 'tidy', nodes: [] }])}>
        <TidyIcon />
      </Tool>
      <Tool label="Show as a list" kind="list" pressed={tools.list} onClick={tools.toggleList}>
        <ListIcon />
      </Tool>
      <Tool label="Settings of the node" kind="settings" pressed={tools.settings} onClick={tools.toggleSettings}>
        <SettingsIcon />
      </Tool>
    </span>
  );
}

interface ToolProps {
  readonly label: string;
  readonly kind: string;
  readonly pressed?: boolean;
  readonly off?: boolean;
  readonly children: ReactNode;
  onClick(): void;
}

function Tool({ label, kind, pressed, off, children, onClick }: ToolProps): JSX.Element {
  return (
    <button
      type="button"
      className="uzo-icon-button"
      data-tool={kind}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={off || undefined}
      onClick={() => !off && onClick()}
    >
      {children}
    </button>
  );
}
