/** Which keys are of the view, and which of JupyterLab, while the keyboard is in the view. */

/** From an element with this mark upwards JupyterLab looks for no shortcut of its own. */
const MARK = 'data-lm-suppress-shortcuts';
/** What the graph, a table or a field does with Ctrl or Cmd. */
const OWN = new Set(['z', 'y', 'x', 'c', 'v', 'a', 'd']);
/** With Shift as well: a redo, and what would merge cells. */
const OWN_WITH_SHIFT = new Set(['z', 'm']);
/** With Ctrl or Cmd: saves. */
const SAVE = 's';
const FIELD = 'input, textarea, [contenteditable="true"]';

/** Saving, the list of commands and the like work everywhere; nothing pressed here may act on cells (d d deletes one). */
export function isForJupyterLab(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (altKey || !(ctrlKey || metaKey) || key.length !== 1) {
    return false; // Alt and Ctrl together write characters; Ctrl and Enter, arrows or Backspace act on cells
  }
  return !(shiftKey ? OWN_WITH_SHIFT : OWN).has(key.toLowerCase());
}

/**
 * Marks what has the focus for as long as a key is not one for JupyterLab, which looks at the focused
 * element first and then at what is around it. The window hears of a key before everything else does.
 */
export function keepKeys(host: HTMLElement): () => void {
  const decide = (event: KeyboardEvent) => {
    const { target } = event;
    if (target instanceof Element && host.contains(target)) {
      const isPassed = isForJupyterLab(event);
      mark(host, target, !isPassed);
      if (isPassed && event.key.toLowerCase() === SAVE) {
        setTimeout(() => commit(target)); // the field may go with that, and JupyterLab looks for the key from it upwards
      }
    }
  };
  host.setAttribute(MARK, 'true');
  window.addEventListener('keydown', decide, true);
  return () => window.removeEventListener('keydown', decide, true);
}

/**
 * What is typed in a field reaches the cell when the field is left: it is told so, and keeps the keyboard. The kernel
 * may still answer after the file was written, which then is not saved, and says so.
 */
function commit(target: Element): void {
  if (target === document.activeElement && target.matches(FIELD)) {
    target.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  }
}

function mark(host: Element, target: Element, muted: boolean): void {
  for (let element: Element | null = target; element !== null; element = element === host ? null : element.parentElement) {
    if (muted && (element === host || element === target)) {
      element.setAttribute(MARK, 'true');
    } else {
      element.removeAttribute(MARK);
    }
  }
}

/** The keyboard goes back to the cell, or to the page where there is none. */
export function leaveView(from: Element): void {
  const cell = from.closest<HTMLElement>('.jp-Cell');
  if (cell) {
    cell.focus({ preventScroll: true });
  } else {
    (document.activeElement as HTMLElement | null)?.blur();
  }
}

/** A press on the prompt of its cell moves no focus by itself: the notebook thinks that it has it already. */
export function leaveWhenPressedBeside(host: HTMLElement): () => void {
  const pressed = ({ target }: Event) => {
    const notebook = host.closest('.jp-Notebook');
    if (target instanceof Node && notebook?.contains(target) && !host.contains(target)) {
      setTimeout(() => host.contains(document.activeElement) && leaveView(host)); // when the browser has moved the focus
    }
  };
  document.addEventListener('mousedown', pressed, true);
  return () => document.removeEventListener('mousedown', pressed, true);
}
