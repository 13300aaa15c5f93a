import { hoverTooltip, type EditorView, type Tooltip } from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import type { Diagnostic } from '../protocol/generated';
import { cellEnvironment } from './environment';
import { problemsAt } from './problems';
import { characterOffset } from './spans';

/** How long the mouse rests before anything is asked or shown. */
const REST_MILLISECONDS = 400;

/** Tells what is wrong at the mouse, else what the word there means. */
export function hovering(): Extension {
  return hoverTooltip(tooltipAt, { hoverTime: REST_MILLISECONDS, hideOnChange: true });
}

async function tooltipAt(view: EditorView, offset: number): Promise<Tooltip | null> {
  const found = problemsAt(view, offset);
  if (found) {
    return tooltip(found.from, found.to, () => problemList(found.problems));
  }
  const text = await description(view, offset);
  return text ? tooltip(offset, offset, () => element('pre', 'uzo-cm-docs', text)) : null;
}

function tooltip(from: number, to: number, content: () => HTMLElement): Tooltip {
  return { pos: from, end: to, above: true, create: () => ({ dom: content() }) };
}

/**
 * What the kernel tells about the word at a place, as plain text. A busy kernel is not asked, because it would
 * answer too late; what it tells about the call around a place is for those who ask by a key.
 */
async function description(view: EditorView, offset: number): Promise<string | null> {
  const kernel = view.state.facet(cellEnvironment)?.kernel();
  if (!kernel || kernel.isDisposed || kernel.status !== 'idle' || !view.state.wordAt(offset)) {
    return null;
  }
  const code = view.state.doc.toString();
  const position = characterOffset(code, offset);
  const { content } = await kernel.requestInspect({ code, cursor_pos: position, detail_level: 0 });
  if (content.status !== 'ok' || !content.found || !isAbout(content.metadata['uzo'], position)) {
    return null;
  }
  const text = content.data['text/plain'];
  return typeof text === 'string' ? text : null;
}

/** Whether an answer is about the word at a place, and is ours. */
function isAbout(place: unknown, position: number): boolean {
  const { start, end } = (place ?? {}) as { start?: unknown; end?: unknown };
  return typeof start === 'number' && typeof end === 'number' && start <= position && position <= end;
}

function problemList(problems: readonly Diagnostic[]): HTMLElement {
  const list = element('div', 'uzo-cm-problems');
  for (const problem of problems) {
    const item = element('div', `uzo-cm-told uzo-cm-told-${problem.severity}`);
    item.append(element('div', 'uzo-cm-message', problem.message));
    if (problem.hint) {
      item.append(element('div', 'uzo-cm-hint', problem.hint));
    }
    list.append(item);
  }
  return list;
}

/** Texts come from the user's file: they are set as text, never as HTML. */
function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
