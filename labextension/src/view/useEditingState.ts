import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Adding, Editing, SettingsFocus } from '../editor/editing';
import type { Edit } from '../protocol/generated';
import type { WorkflowState } from '../state/workflow';
import { useSlice, type ViewContext } from './context';

/** Which parts of the editor are open. */
export interface Tools {
  readonly palette: boolean;
  readonly settings: boolean;
  readonly list: boolean;
  togglePalette(): void;
  toggleSettings(): void;
  toggleList(): void;
  /** Grows each time that the keyboard shall go to the settings. */
  readonly settingsFocus: number;
}

/** What a person chose, as long as the page lives: each run of a cell makes a new view of its workflow. */
const opened = new Map<string, Partial<Record<'palette' | 'settings' | 'list', boolean>>>();

export function useEditingState(view: ViewContext): { editing: Editing | null; tools: Tools } {
  const { link, store } = view;
  const tools = useTools(store.state, link !== null);
  const { openSettings } = tools;
  const [adding, add] = useState<Adding | null>(null);
  const [renaming, rename] = useState<string | null>(null);
  const edit = useCallback((...edits: Edit[]) => link?.edit(edits) ?? Promise.resolve(false), [link]);
  const refuse = useCallback((message: string) => store.dispatch({ kind: 'rejected', message }), [store]);
  useCreated(view, tools.focusSettings);
  const editing = useMemo(
    () => (link ? { edit, refuse, adding, add, renaming, rename, openSettings } : null),
    [link, edit, refuse, adding, renaming, openSettings]
  );
  return { editing, tools };
}

function useTools({ graph: { name, nodes }, broken }: WorkflowState, live: boolean): Tools & OpenSettings {
  const [open, setOpen] = useState(() => ({
    palette: nodes.length === 0 && !broken, // there is nothing else to begin with
    settings: false,
    list: false,
    ...(nodes.length > 0 && opened.get(name))
  }));
  const [settingsFocus, setFocus] = useState(0);
  const waiting = useRef(false);
  useEffect(() => void opened.set(name, open), [name, open]);
  return useMemo(() => {
    const toggle = (part: keyof typeof open) => () => setOpen(before => ({ ...before, [part]: !before[part] }));
    const openSettings = (focus: SettingsFocus) => {
      setOpen(before => (before.settings ? before : { ...before, settings: true }));
      waiting.current = focus === 'created';
      if (focus === 'now') {
        setFocus(before => before + 1);
      }
    };
    return {
      palette: live && open.palette,
      settings: live && open.settings,
      list: open.list,
      togglePalette: toggle('palette'),
      toggleList: toggle('list'),
      toggleSettings: () => (open.settings ? toggle('settings')() : openSettings('now')),
      settingsFocus,
      openSettings,
      focusSettings: () => {
        if (waiting.current) {
          waiting.current = false;
          setFocus(before => before + 1);
        }
      }
    };
  }, [live, open, settingsFocus]);
}

interface OpenSettings extends Pick<Editing, 'openSettings'> {
  /** The node for whose settings the keyboard waits is there. */
  focusSettings(): void;
}

/** A node that an edit has made is selected as soon as it is drawn. */
function useCreated({ store, nodes, setSelection }: ViewContext, focusSettings: () => void): void {
  const created = useSlice(store, state => state.created);
  const done = useRef(created);
  useEffect(() => {
    const present = created.filter(id => nodes.has(id));
    if (done.current !== created && present.length > 0) {
      done.current = created;
      setSelection(new Set(present));
      focusSettings();
    }
  }, [created, nodes, setSelection, focusSettings]);
}
