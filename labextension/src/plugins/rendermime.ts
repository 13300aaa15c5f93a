import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ILiveWorkflows } from '../state/registry';
import { WORKFLOW_MIME } from '../version';
import { WorkflowRenderer } from '../view/renderer';

/** Lower ranks win; the fallbacks in the same output (HTML, text) have 50 and more. */
const RANK = 10;

export const rendermime: JupyterFrontEndPlugin<void> = {
  id: 'uzo-jupyter:rendermime',
  description: 'Shows the workflow in the output of a cell.',
  autoStart: true,
  requires: [IRenderMimeRegistry, ILiveWorkflows],
  activate: (_app, registry: IRenderMimeRegistry, workflows: ILiveWorkflows) => {
    registry.addFactory(
      {
        safe: true,
        mimeTypes: [WORKFLOW_MIME],
        createRenderer: () => new WorkflowRenderer(workflows)
      },
      RANK
    );
  }
};
