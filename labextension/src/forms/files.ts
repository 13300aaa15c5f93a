import { FileDialog } from '@jupyterlab/filebrowser';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { relativePath } from './paths';

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
