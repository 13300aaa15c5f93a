import { IJupyterWidgetRegistry } from '@jupyter-widgets/base';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILiveWorkflows } from '../state/registry';
import { MODULE_NAME, MODULE_VERSION } from '../version';

export const widget: JupyterFrontEndPlugin<void> = {
  id: 'uzo-jupyter:widget',
  description: 'Lets the widget manager create workflow widgets.',
  autoStart: true,
  requires: [IJupyterWidgetRegistry, ILiveWorkflows],
  activate: (_app, registry: IJupyterWidgetRegistry, workflows: ILiveWorkflows) => {
    registry.registerWidget({
      name: MODULE_NAME,
      version: MODULE_VERSION,
      exports: async () => (await import('../widget/exports')).widgetExports(workflows)
    });
  }
};
