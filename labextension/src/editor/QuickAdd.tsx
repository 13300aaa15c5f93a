import { useEffect, useRef, type RefObject } from 'react';
import { createPortal } from 'react-dom';
import { fitting } from '../edit/operations';
import { useView } from '../view/context';
import { useLatest, useOwnKeys } from '../view/hooks';
import type { OperationInfo } from '../protocol/generated';
import { useCatalogue, useEditing, type Adding } from './editing';
import { cardOf } from './navigation';
import { OperationList } from './OperationList';

const SIZE = { width: 280, height: 300 };

/** The operations that fit where a person wants a node, at that place. */
export function QuickAdd({ graph }: { graph: RefObject<HTMLElement> }): JSX.Element | null {
  const editing = useEditing();
  return editing?.adding ? <Popover key={JSON.stringify(editing.adding)} adding={editing.adding} graph={graph} /> : null;
}

function Popover({ adding, graph }: { adding: Adding; graph: RefObject<HTMLElement> }): JSX.Element {
  const editing = useEditing();
  const catalogue = useCatalogue();
  const host = useRef<HTMLDivElement>(null);
  const { selected, nodes } = useView();
  const cancel = () => {
    editing?.add(null);
    (cardOf(graph.current, adding.after ?? selected) ?? graph.current)?.focus({ preventScroll: true });
  };
  useDismiss(host, () => editing?.add(null));
  useOwnKeys(host);
  const room = { behind: adding.after !== null, before: adding.before !== null };
  const choose = ({ nodeType, config }: OperationInfo) => {
    const { at, after, before } = adding;
    editing?.edit({ kind: 'add-node', nodeType, config, at, after, before });
    editing?.openSettings('created');
    editing?.add(null);
  };
  return createPortal(
    <div
      ref={host}
      className="uzo-popover"
      role="dialog"
      aria-label="Add a node"
      style={placeOf(adding.anchor)}
    >
      <OperationList
        label={labelOf(adding, id => nodes.get(id)?.label ?? id)}
        operations={catalogue && fitting(catalogue.operations, room)}
        choose={choose}
        cancel={cancel}
      />
    </div>,
    document.body
  );
}

function labelOf({ after, before }: Adding, name: (id: string) => string): string {
  if (after !== null) {
    return before ? 'Put a node in between' : `Add a node after ${name(after)}`;
  }
  return before ? `Add a node before ${name(before.node)}` : 'Add a node';
}

/** Beside the place, and within the window. */
function placeOf({ x, y }: Adding['anchor']): { left: number; top: number } {
  return {
    left: Math.max(4, Math.min(x, window.innerWidth - SIZE.width - 8)),
    top: Math.max(4, Math.min(y, window.innerHeight - SIZE.height - 8))
  };
}

/** A press elsewhere closes; one on the `opener` does so by itself. */
export function useDismiss(host: RefObject<HTMLElement>, close: () => void, opener?: RefObject<HTMLElement>): void {
  const latest = useLatest(close);
  useEffect(() => {
    const onPress = (event: Event) => {
      const pressed = event.target as Node;
      if (!host.current?.contains(pressed) && !opener?.current?.contains(pressed)) {
        latest.current();
      }
    };
    document.addEventListener('pointerdown', onPress, true);
    return () => document.removeEventListener('pointerdown', onPress, true);
  }, [host, opener, latest]);
}
