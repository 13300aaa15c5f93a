import { useRef } from 'react';
import type { OperationInfo } from '../protocol/generated';
import { useView } from '../view/context';
import { useCatalogue, useEditing } from './editing';
import { OperationList } from './OperationList';

/** The node that was added last, or is to have the next one behind it. */
const CHOSEN = '.uzo-node[data-selected], .uzo-list button[aria-pressed=true]';

/** All operations: drag one into the graph or onto a connection, or press Enter to add it after the selected node. */
export function Palette({ close }: { close: () => void }): JSX.Element {
  const host = useRef<HTMLElement>(null);
  const catalogue = useCatalogue();
  const editing = useEditing();
  const { selection, selected, nodes } = useView();
  const choose = ({ nodeType, config, inputs }: OperationInfo) => {
    const current = selection.size > 0 && selected !== null ? nodes.get(selected) : undefined;
    const after = inputs.length > 0 && current?.hasOutput ? current.id : null;
    editing?.edit({ kind: 'add-node', nodeType, config, at: null, after, before: null });
  };
  const cancel = () => {
    const workflow = host.current?.closest('.uzo-workflow');
    const chosen = selection.size > 0 ? workflow?.querySelector<HTMLElement>(CHOSEN) : null;
    (chosen ?? workflow?.querySelector<HTMLElement>('[data-tool=add]'))?.focus({ preventScroll: true });
    close();
  };
  return (
    <aside ref={host} className="uzo-palette" aria-label="Operations">
      <OperationList
        draggable
        label="Operations"
        operations={catalogue?.operations ?? null}
        choose={choose}
        cancel={cancel}
      />
    </aside>
  );
}
