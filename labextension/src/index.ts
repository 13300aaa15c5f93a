import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { cells } from './plugins/cells';
import { documents } from './plugins/documents';
import { live } from './plugins/live';
import { rendermime } from './plugins/rendermime';
import { widget } from './plugins/widget';

const plugins: JupyterFrontEndPlugin<unknown>[] = [live, widget, rendermime, cells, documents];
export default plugins;
