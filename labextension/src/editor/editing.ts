import { createContext, useContext, useEffect } from 'react';
import type { CatalogueMessage, Edit, InputRef, Spot } from '../protocol/generated';
import { useSlice, useView } from '../view/context';

/** A node is to be added: where it lies, what feeds it, what it feeds. */
export interface Adding {
  /** Where the list of operations opens, in pixels of the window. */
  readonly anchor: { readonly x: number; readonly y: number };
  readonly at: Spot | null;
  readonly after: string | null;
  readonly before: InputRef | null;
}

/** Whether the keyboard goes to the settings: at once, or when the node that is being made is there. */
export type SettingsFocus = 'no' | 'now' | 'created';

/** What the parts of an editor share. */
export interface Editing {
  /** Whether it was done; why not is told to the person. */
  edit(...edits: Edit[]): Promise<boolean>;
  /** Tells a person why something was not done. */
  refuse(reason: string): void;
  readonly adding: Adding | null;
  add(adding: Adding | null): void;
  readonly renaming: string | null;
  rename(node: string | null): void;
  openSettings(focus: SettingsFocus): void;
}

export const EditingContext = createContext<Editing | null>(null);

/** Null where the workflow cannot be edited. */
export function useEditing(): Editing | null {
  return useContext(EditingContext);
}

/** What a node can be; asked for when it is `wanted` first. */
export function useCatalogue(wanted = true): CatalogueMessage | null {
  const { store, link } = useView();
  const catalogue = useSlice(store, state => state.catalogue);
  const missing = wanted && catalogue === null;
  useEffect(() => {
    if (missing) {
      link?.send({ kind: 'get-catalogue' });
    }
  }, [link, missing]);
  return catalogue;
}
