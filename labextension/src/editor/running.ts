import type { RunScope } from '../protocol/generated';
import type { Link } from '../state/source';

/**
 * Starts a run, and tells whether it did. A parameter whose text is wrong takes the keyboard instead: its field says
 * what is wrong, and a run with the value before it is not what was meant. `within` is any part of the view.
 */
export function startRun(link: Link, scope: RunScope, within: Element | null | undefined): boolean {
  const workflow = within?.closest('.uzo-workflow') ?? within?.closest('.uzo-header');
  const wrong = workflow?.querySelector<HTMLElement>('.uzo-parameters [aria-invalid=true]');
  if (wrong) {
    wrong.focus();
    return false;
  }
  link.send({ kind: 'run', scope });
  return true;
}
