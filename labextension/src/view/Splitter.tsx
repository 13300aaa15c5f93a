import type { KeyboardEvent, PointerEvent } from 'react';

const STEP = 24;
const SMALLEST = 110;
/** What must remain for toolbar and panel. */
const RESERVED = 180;

/** The line between graph and panel: drag it, or focus it and use the arrow keys. */
export function Splitter(props: { value: number; onChange: (value: number) => void }): JSX.Element {
  const { value, onChange } = props;
  const set = (element: HTMLElement, next: number) => {
    const room = (element.parentElement?.clientHeight ?? Infinity) - RESERVED;
    onChange(Math.round(Math.max(SMALLEST, Math.min(next, Math.max(SMALLEST, room)))));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const element = event.currentTarget;
    const start = event.clientY;
    element.setPointerCapture(event.pointerId);
    element.onpointermove = move => set(element, value + move.clientY - start);
    element.onpointerup = element.onpointercancel = () => {
      element.onpointermove = element.onpointerup = element.onpointercancel = null;
    };
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    if (step) {
      event.preventDefault();
      set(event.currentTarget, value + step);
    }
  };
  return (
    <div
      className="uzo-splitter"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the graph"
      aria-valuenow={value}
      aria-valuemin={SMALLEST}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
