import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ILiveWorkflows } from '../state/registry';

export const COMMANDS = {
  create: 'uzo:new-workflow',
  toDocument: 'uzo:cell-to-document',
  toCell: 'uzo:document-to-cell'
} as const;

/** The name of the editor in "Open With". */
export const FACTORY = 'Uzo workflow';

interface Pages {
  readonly app: JupyterFrontEnd;
  readonly workflows: ILiveWorkflows;
}

/** The notebook that a person works in now. */
export function activeNotebook({ workflows, app }: Pages): NotebookPanel | null {
  const { notebooks } = workflows.host;
  const panel = notebooks?.currentWidget ?? null;
  return panel !== null && panel === app.shell.currentWidget ? panel : null;
}
