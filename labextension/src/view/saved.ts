/** What a saved view needs of the rest: loaded with the first output, not with JupyterLab. */
export { parseStaticView } from '../protocol/parse';
export { savedSource } from '../state/source';
export { mount } from './mount';
