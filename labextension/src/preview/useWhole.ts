import { useState } from 'react';
import type { GraphNode } from '../protocol/generated';
import { useSlice, useView } from '../view/context';

/** Whether a person has asked for rows from all data; the next change of the workflow or another node end it. */
export function useWhole(node: GraphNode): [boolean, (whole: boolean) => void] {
  const generation = useSlice(useView().store, state => state.generation);
  const [asked, setAsked] = useState<string | null>(null);
  const key = `${generation} ${node.id}`;
  return [asked === key, whole => setAsked(whole ? key : null)];
}
