import { Facet } from '@codemirror/state';
import type { Kernel } from '@jupyterlab/services';
import type { ILiveWorkflows } from '../state/registry';

/** What an editor knows of the cell that it shows. */
export interface CellEnvironment {
  /** The id of the cell. */
  readonly id: string;
  readonly workflows: ILiveWorkflows;
  /** The kernel of the cell's notebook; null where there is none. */
  kernel(): Kernel.IKernelConnection | null;
}

export const cellEnvironment = Facet.define<CellEnvironment, CellEnvironment | null>({
  combine: environments => environments[0] ?? null
});
