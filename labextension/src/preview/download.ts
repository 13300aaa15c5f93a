/** A node's rows as a file: the kernel writes it, and it is fetched part by part. */
import type { FileReady, TableQuery } from '../protocol/generated';
import type { Link } from '../state/source';

export interface Wanted {
  readonly node: string;
  readonly format: 'csv' | 'parquet';
  readonly query: TableQuery;
}

export interface Fetched {
  readonly name: string;
  readonly parts: readonly Uint8Array[];
}

/** Calls `progress` with what has come of what will come, in bytes. */
export async function fetchFile(
  link: Pick<Link, 'ask'>,
  wanted: Wanted,
  progress: (done: number, size: number) => void,
  signal: AbortSignal
): Promise<Fetched> {
  const { message } = await link.ask({ kind: 'make-file', ...wanted }, signal);
  const parts = await fetchParts(link, message, progress, signal);
  return { name: message.name, parts };
}

async function fetchParts(
  link: Pick<Link, 'ask'>,
  { file, size }: FileReady,
  progress: (done: number, size: number) => void,
  signal: AbortSignal
): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  let offset = 0;
  // One after the other: nothing else that the kernel sends waits long behind a file.
  while (offset < size) {
    progress(offset, size);
    const { bytes } = await link.ask({ kind: 'get-file-part', file, offset }, signal);
    if (bytes.length === 0) {
      throw new Error('The file did not arrive whole: download it again.');
    }
    parts.push(bytes);
    offset += bytes.length;
  }
  progress(size, size);
  return parts;
}

/** Puts a file among the downloads of the browser. */
export function save({ name, parts }: Fetched): void {
  const url = URL.createObjectURL(new Blob([...parts] as BlobPart[], { type: 'application/octet-stream' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The download has begun by then, and the bytes need not be kept for the life of the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** 1.2 MB. */
export function sizeWord(bytes: number): string {
  const [amount, unit] = bytes < 1e3 ? [bytes, 'bytes'] : bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${amount < 10 && unit !== 'bytes' ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
}
