import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILiveWorkflows, LiveWorkflows } from '../state/registry';

export const live: JupyterFrontEndPlugin<ILiveWorkflows> = {
  id: 'uzo-jupyter:live',
  description: 'Knows which workflows on this page have a kernel behind them.',
  autoStart: true,
  provides: ILiveWorkflows,
  activate: () => new LiveWorkflows()
};
