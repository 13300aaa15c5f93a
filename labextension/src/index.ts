import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { live } from './plugins/live';
import { rendermime } from './plugins/rendermime';
import { widget } from './plugins/widget';

const plugins: JupyterFrontEndPlugin<unknown>[] = [live, widget, rendermime];
export default plugins;
