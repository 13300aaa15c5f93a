import { useContext, useRef, useState, type RefObject } from 'react';
import type { RunScope } from '../protocol/generated';
import { runChoices, selectedNodes } from '../state/scopes';
import type { WorkflowStore } from '../state/store';
import { useSlice, View } from '../view/context';
import { ChevronIcon } from './icons';
import { Menu } from './Menu';

const WIDTH = 280;

interface Props {
  readonly store: WorkflowStore;
  run(scope: RunScope): void;
}

/** A button that opens the parts of the workflow that can be run. */
export function RunMenu({ store, run }: Props): JSX.Element {
  const own = useRef<HTMLButtonElement>(null);
  const [at, open] = useState<{ x: number; y: number } | null>(null);
  const toggle = () => {
    const box = own.current?.getBoundingClientRect();
    open(before => (before || !box ? null : { x: Math.max(4, box.right - WIDTH), y: box.bottom + 4 }));
  };
  return (
    <>
      <button
        ref={own}
        type="button"
        className="uzo-button uzo-run-more"
        title="Run a part"
        aria-label="Run a part"
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={toggle}
      >
        <ChevronIcon />
      </button>
      {at && <Choices store={store} run={run} at={at} close={() => open(null)} opener={own} />}
    </>
  );
}

interface ChoicesProps extends Props {
  readonly at: { readonly x: number; readonly y: number };
  readonly opener: RefObject<HTMLElement>;
  close(): void;
}

function Choices({ store, run, at, close, opener }: ChoicesProps): JSX.Element {
  const selection = useContext(View)?.selection;
  const graph = useSlice(store, state => state.graph);
  const nodes = useSlice(store, state => state.nodes);
  const last = useSlice(store, state => state.run);
  const choices = runChoices({ graph, nodes, run: last }, selectedNodes(graph, selection));
  const items = choices.map(({ label, keys, off, scope }) => ({ label, keys, off, run: () => run(scope) }));
  return <Menu items={[...items.slice(0, 2), null, ...items.slice(2)]} at={at} label="Run a part" close={close} opener={opener} />;
}
