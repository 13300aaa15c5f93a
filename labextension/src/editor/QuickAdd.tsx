import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { fitting } from '../edit/operations';
import { useLatest } from '../view/hooks';
import type { OperationInfo } from '../protocol/generated';
import { useCatalogue, useEditing, type Adding } from './editing';
import { OperationList } from './OperationList';

const SIZE = { width: 280, height: 300 };

/** The operations that fit where a person wants a node, at that place. */
export function QuickAdd(): JSX.Element | null {
  const editing = useEditing();
  return editing?.adding ? <Popover key={JSON.stringify(editing.adding)} adding={editing.adding} /> : null;
}

function Popover({ adding }: { adding: Adding }): JSX.Element {
  const editing = useEditing();
  const catalogue = useCatalogue();
  const host = useRef<HTMLDivElement>(null);
  const close = () => editing?.add(null);
  useDismiss(host, close);
  const room = { behind: adding.after !== null, before: adding.before !== null };
  const choose = ({ nodeType, config }: OperationInfo) => {
    const { at, after, before } = adding;
    editing?.edit({ kind: 'add-node', nodeType, config, at, after, before });
    editing?.openSettings();
    close();
  };
  return createPortal(
    <div
      ref={host}
      className="uzo-popover"
      role="dialog"
      aria-label="Add a node"
      style={placeOf(adding.anchor)}
      onFocusCapture={event => event.target.setAttribute('data-lm-suppress-shortcuts', 'true')}
    >
      {catalogue ? (
        <OperationList
          label={labelOf(adding)}
          operations={fitting(catalogue.operations, room)}
          choose={choose}
          cancel={close}
        />
      ) : (
        <p className="uzo-empty">Loading…</p>
      )}
    </div>,
    document.body
  );
}

function labelOf({ after, before }: Adding): string {
  return after && before ? 'Put a node in between' : after ? `Add a node after ${after}` : before ? `Add a node before ${before.node}` : 'Add a node';
}

/** Beside the place, and within the window. */
function placeOf({ x, y }: Adding['anchor']): { left: number; top: number } {
  return {
    left: Math.max(4, Math.min(x, window.innerWidth - SIZE.width - 8)),
    top: Math.max(4, Math.min(y, window.innerHeight - SIZE.height - 8))
  };
}

/** A press elsewhere closes. */
export function useDismiss(host: React.RefObject<HTMLElement>, close: () => void): void {
  const latest = useLatest(close);
  useEffect(() => {
    const onPress = (event: Event) => {
      if (!host.current?.contains(event.target as Node)) {
        latest.current();
      }
    };
    document.addEventListener('pointerdown', onPress, true);
    return () => document.removeEventListener('pointerdown', onPress, true);
  }, [host, latest]);
}
