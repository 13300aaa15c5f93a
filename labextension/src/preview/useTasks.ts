import { useEffect, useMemo, useRef, useState } from 'react';
import type { GraphNode, TableQuery } from '../protocol/generated';
import type { Link } from '../state/source';
import { areaWords, tableText, toClipboard, wholeArea, type Area } from './copy';
import { fetchFile, save, sizeWord, type Wanted } from './download';
import type { PagedTable } from './pages';

export interface Tasks {
  /** What was done, or is being done, in words. */
  readonly told: string | null;
  /** Whether that is why it could not be done. */
  readonly failed: boolean;
  /** Ends what is being done; null while nothing is. */
  readonly stop: (() => void) | null;
  copy(table: PagedTable, area: Area | null, header: boolean): void;
  download(format: Wanted['format']): void;
}

interface Told {
  readonly node: string;
  readonly words: string;
  readonly state: 'busy' | 'done' | 'failed';
}

/** Copying and downloading: one thing at a time, with words about it. */
export function useTasks(node: GraphNode, link: Link, query: TableQuery): Tasks {
  const [told, setTold] = useState<Told | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), [node.id]);
  const tell = (words: string, state: Told['state']) => setTold({ node: node.id, words, state });
  const run = (begin: string, work: (signal: AbortSignal) => Promise<string>) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    tell(begin, 'busy');
    work(control.signal).then(
      words => control.signal.aborted || tell(words, 'done'),
      (error: Error) => control.signal.aborted || tell(error.message, 'failed')
    );
  };
  const own = told?.node === node.id ? told : null;
  const stop = useMemo(
    () =>
      own?.state === 'busy'
        ? () => {
            running.current?.abort();
            setTold({ node: own.node, words: 'Stopped', state: 'done' });
          }
        : null,
    [own]
  );
  return {
    told: own?.words ?? null,
    failed: own?.state === 'failed',
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
          signal.aborted || tell(`Fetched ${sizeWord(done)} of ${sizeWord(size)}`, 'busy');
        const file = await fetchFile(link, { node: node.id, format, query }, progress, signal);
        save(file);
        return `Downloaded ${file.name}`;
      })
  };
}
