import type { KeyboardEvent } from 'react';

/** Enter in a field does what the button beside it does. */
export function onEnter(run: () => void): (event: KeyboardEvent) => void {
  return event => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  };
}
