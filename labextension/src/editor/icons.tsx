/** Line icons on a grid of 16; they take the colour of the text around them. */
import { createElement } from 'react';
import type { NodeState } from '../protocol/generated';

export type Icon = () => JSX.Element;

export function line(name: string, ...paths: string[]): Icon {
  const drawn = paths.map(path => <path key={path} d={path} />);
  const Component: Icon = () => (
    <svg className="uzo-svg" data-icon={name} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {drawn}
    </svg>
  );
  return Component;
}

const RING = 'M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 0 0 0-12.5Z';

export const SourceIcon = line(
  'source',
  'M2.5 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2Z',
  'M2.5 4v7.5c0 1.1 2.2 2 5 2',
  'M12.5 4v3.25',
  'M2.5 7.75c0 1.1 2.2 2 5 2',
  'M9.5 11.75h5m-2-2 2 2-2 2'
);
export const SinkIcon = line(
  'sink',
  'M8 1.75v7.5m-2.75-2.75L8 9.25l2.75-2.75',
  'M2.25 9.5v3.25c0 .8.5 1.25 1.25 1.25h9c.8 0 1.25-.5 1.25-1.25V9.5'
);
export const TransformIcon = line('transform', 'M2.5 3h4v4h-4Z', 'M9.5 9h4v4h-4Z', 'M9.5 5h2.5v1.5M6.5 11H4V9.5');
export const BranchIcon = line(
  'branch',
  'M4 2v12',
  'M4 9c0-2.5 1.5-3 4-3s4-.5 4-3',
  'M9.75 4.25 12 2l2.25 2.25'
);
export const SparkIcon = line(
  'spark',
  'M7 2.5 8.3 6.2 12 7.5 8.3 8.8 7 12.5 5.7 8.8 2 7.5 5.7 6.2Z',
  'M12.5 10.5v3.5M10.75 12.25h3.5'
);
export const AgentIcon = line(
  'agent',
  'M3.5 6h9v7h-9Z',
  'M8 6V3M6.5 2.5h3',
  'M6 9v1M10 9v1',
  'M1.75 8.5v2M14.25 8.5v2'
);
export const BoxIcon = line('box', 'M8 1.75 13.5 4.75v6.5L8 14.25 2.5 11.25v-6.5Z', 'M2.5 4.75 8 7.75l5.5-3', 'M8 7.75v6.5');

export const PlayIcon = line('play', 'M4.5 2.75v10.5L13 8Z');
export const ChevronIcon = line('chevron', 'M4 6.25 8 10.25l4-4');
export const StopIcon = line('stop', 'M4 4h8v8H4Z');
export const CloseIcon = line('close', 'M4 4l8 8M12 4l-8 8');
export const PlusIcon = line('plus', 'M8 3v10M3 8h10');
export const UndoIcon = line('undo', 'M5.5 3 2.5 6l3 3', 'M2.5 6h6.75a3.75 3.75 0 0 1 0 7.5H6');
export const RedoIcon = line('redo', 'M10.5 3l3 3-3 3', 'M13.5 6H6.75a3.75 3.75 0 0 0 0 7.5H10');
export const PinIcon = line('pin', 'M5.5 2h5M6.5 2v4.25L4.25 8.5v1h7.5v-1L9.5 6.25V2', 'M8 9.5V14');
export const ReusedIcon = line('reused', 'M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3', 'M12.25 2v3.25H9M3.75 14v-3.25H7');
export const TidyIcon = line('tidy', 'M2 3h4v3H2Z', 'M10 6.5h4v3h-4Z', 'M2 10h4v3H2Z', 'M6 4.5h2v7H6M8 8h2');
export const SettingsIcon = line(
  'settings',
  'M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6',
  'M9.75 2.75a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5Z',
  'M6.25 9.75a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5Z'
);
export const ListIcon = line('list', 'M2.5 4h1M6 4h7.5M2.5 8h1M6 8h7.5M2.5 12h1M6 12h7.5');
export const EyeIcon = line(
  'eye',
  'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z',
  'M8 6.25a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5Z'
);
export const InfoIcon = line('info', RING, 'M8 7.25v4M8 4.75v.1');
export const WarningIcon = line('warning', 'M8 2 14.75 13.5H1.25Z', 'M8 6.5v3M8 11.5v.1');
export const ErrorIcon = line('error', RING, 'M8 4.75v4M8 11.15v.1');
export const LockIcon = line('lock', 'M3.5 7.25h9v6.5h-9Z', 'M5.5 7.25V5a2.5 2.5 0 0 1 5 0v2.25', 'M8 9.75v1.5');
export const LinkIcon = line('link', 'M6.5 3H3v10h10V9.5', 'M9.5 2.5h4v4M13.25 2.75 7.5 8.5');
export const BookmarkIcon = line('saved', 'M4 2h8v12l-4-3.25L4 14Z');
export const WorkflowIcon = line(
  'workflow',
  'M2 2.5h4.5V7H2Z',
  'M9.5 9H14v4.5H9.5Z',
  'M6.5 4.75h3c1.5 0 2.25.75 2.25 2.25v2'
);

const STATUS_ICONS: Record<NodeState['status'], Icon> = {
  idle: line('idle', RING),
  sampled: line('sampled', 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z', 'M8 6.25a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5Z'),
  queued: line('queued', RING, 'M8 4.5V8l2.5 1.5'),
  running: line('running', 'M8 1.75a6.25 6.25 0 1 1-6.25 6.25'),
  done: line('done', RING, 'M5 8.25 7.25 10.5 11 5.75'),
  failed: line('failed', RING, 'M5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5'),
  skipped: line('skipped', 'M3 4l4.5 4L3 12M8.5 4 13 8l-4.5 4'),
  cancelled: line('cancelled', RING, 'M4.75 8h6.5'),
  interrupted: line('interrupted', 'M9 1.75 3.5 9H7.5L7 14.25 12.5 7H8.5Z')
};

export function StatusIcon({ status }: { status: NodeState['status'] }): JSX.Element {
  return createElement(STATUS_ICONS[status] ?? STATUS_ICONS.idle);
}
