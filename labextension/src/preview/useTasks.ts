import { useEffect, useMemo, useRef, useState } from 'react';
import type { GraphNode, TableQuery } from '../protocol/generated';
import type { Link } from '../state/source';
import { areaWords, tableText, toClipboard, wholeArea, type Area } from './copy';
import { fetchFile, save, sizeWord, type Wanted } from './download';
import type { PagedTable } from './pages';

export interface Tasks {
  /** What was done, or is being done, in words. */
  readonly told: string | null;
  /** Ends what is being done; null while nothing is. */
  readonly stop: (() => void) | null;
  copy(table: PagedTable, area: Area | null, header: boolean): void;
  download(format: Wanted['format']): void;
}

interface Told {
  readonly node: string;
  readonly words: string;
  readonly busy: boolean;
}

/** Copying and downloading: one thing at a time, with words about it. */
export function useTasks(node: GraphNode, link: Link, query: TableQuery): Tasks {
  const [told, setTold] = useState<Told | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), [node.id]);
  const tell = (words: string, busy: boolean) => setTold({ node: node.id, words, busy });
  const run = (begin: string, work: (signal: AbortSignal) => Promise<string>) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    tell(begin, true);
    work(control.signal).then(
      words => control.signal.aborted || tell(words, false),
      (error: Error) => control.signal.aborted || tell(error.message, false)
    );
  };
  const own = told?.node === node.id ? told : null;
  const stop = useMemo(
    () =>
      own?.busy
        ? () => {
            running.current?.abort();
            setTold({ node: own.node, words: 'Stopped', busy: false });
          }
        : null,
    [own]
  );
  return {
    told: own?.words ?? null,
    stop,
    copy: (table, selected, header) =>
      run('Copying…', async signal => {
        const area = selected ?? wholeArea(table);
        await toClipboard(await tableText(table, area, header, signal));
        return `Copied ${areaWords(area)}`;
      }),
    download: format =>
      run('Writing the file…', async signal => {
        const progress = (done: number, size: number) =>
          signal.aborted || tell(`Fetched ${sizeWord(done)} of ${sizeWord(size)}`, true);
        const file = await fetchFile(link, { node: node.id, format, query }, progress, signal);
        save(file);
        return `Downloaded ${file.name}`;
      })
  };
}
