import { useCallback, useState } from 'react';
import type { GraphNode } from '../protocol/generated';
import type { PagedTable } from './pages';
import { usePreviewKey } from './usePreview';

export interface Inspected {
  /** The column that is open; null while none is. */
  readonly column: string | null;
  /** The one that the cursor is or was in. */
  readonly last: string | undefined;
  /** Changes when other rows are shown. */
  readonly rows: string;
  /** Counts how often a person has opened it. */
  readonly opened: number;
  open(column: string | undefined): void;
  /** The cursor has moved into a column. */
  follow(column: string | undefined): void;
  close(): void;
}

/** Which column is looked at. It follows the cursor while it is open. */
export function useInspected(node: GraphNode, table: PagedTable): Inspected {
  const [isOpen, setOpen] = useState(false);
  const [opened, setOpened] = useState(0);
  const [last, setLast] = useState<string>();
  const key = usePreviewKey(node) ?? 'whole';
  const open = useCallback((column: string | undefined) => {
    setLast(before => column ?? before);
    setOpen(true);
    setOpened(before => before + 1);
  }, []);
  const follow = useCallback((column: string | undefined) => setLast(before => column ?? before), []);
  const close = useCallback(() => setOpen(false), []);
  const { columns } = table.first;
  const known = columns.some(each => each.name === last) ? last : columns[0]?.name;
  return { column: isOpen ? (known ?? null) : null, last: known, rows: key, opened, open, follow, close };
}
