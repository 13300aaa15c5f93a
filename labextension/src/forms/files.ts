import { FileDialog } from '@jupyterlab/filebrowser';
import type { IDocumentManager } from '@jupyterlab/docmanager';

/** A file chosen by a person, as a path from the folder where paths start; null where none was. */
export async function chooseFile(manager: IDocumentManager, folder: string): Promise<string | null> {
  const { value } = await FileDialog.getOpenFiles({ manager, title: 'Choose a file', defaultPath: folder });
  const path = value?.[0]?.path;
  return path === undefined ? null : relativePath(folder, withoutDrive(path));
}

/** Contents of other drives have their name before the path. */
function withoutDrive(path: string): string {
  return path.replace(/^[^/:]+:/, '');
}

export function relativePath(folder: string, path: string): string {
  const from = folder.split('/').filter(Boolean);
  const to = path.split('/').filter(Boolean);
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) {
    same++;
  }
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}
