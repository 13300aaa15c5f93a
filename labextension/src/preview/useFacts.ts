import { useEffect, useState } from 'react';
import type { ColumnFacts, TableQuery } from '../protocol/generated';
import type { Link } from '../state/source';
import { decodeColumn } from './arrow';

export interface Described {
  readonly facts: ColumnFacts;
  readonly sample: boolean;
  readonly least: string | null;
  readonly greatest: string | null;
}

interface Shown {
  readonly key: string;
  readonly described: Described | null;
  readonly problem: string | null;
}

interface Asked {
  readonly node: string;
  readonly column: string;
  readonly query: TableQuery;
  readonly rows: string;
}

/** Moving the cursor through columns asks for the last of them only. */
const PAUSE = 150;

/** What is known of a column among the rows that are shown; `rows` changes when others are. */
export function useFacts(
  link: Link,
  asked: Asked
): Omit<Shown, 'key'> {
  const key = JSON.stringify(asked);
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const { node, column, query } = JSON.parse(key) as Asked;
    const leaving = new AbortController();
    const ask = async () => {
      try {
        // The order of the rows makes no difference.
        const wanted = { kind: 'get-facts' as const, node, column, query: { sort: [], filters: query.filters } };
        const { message, bytes } = await link.ask(wanted, leaving.signal);
        const [least = null, greatest = null] = decodeColumn(bytes);
        setShown({ key, described: { facts: message.facts, sample: message.sample, least, greatest }, problem: null });
      } catch (error) {
        if (!leaving.signal.aborted) {
          setShown({ key, described: null, problem: (error as Error).message });
        }
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [link, key]);
  const own = shown?.key === key ? shown : null;
  return { described: own?.described ?? null, problem: own?.problem ?? null };
}
