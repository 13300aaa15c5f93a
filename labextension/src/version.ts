/** The names under which Python's widget finds this package; a test keeps them equal to package.json. */
export const MODULE_NAME = 'uzo-jupyter';
export const MODULE_VERSION = '0.1.0';

/** The output of a cell that shows a workflow: a `StaticView`. */
export const WORKFLOW_MIME = 'application/vnd.uzo.workflow+json';
