import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';
import '../../style/workflow.css';
import '../../style/graph.css';
import '../../style/editor.css';
import '../../style/panel.css';
import '../../style/preview.css';
import '../../style/forms.css';
import type { WorkflowSource } from '../state/source';
import { ErrorBoundary } from './ErrorBoundary';
import { keepKeys, leaveWhenPressedBeside } from './keys';
import { WorkflowPane, type Room } from './WorkflowPane';

/** A view in the page. Showing another source of the same workflow keeps the view as it stands. */
export interface Mounted {
  show(source: WorkflowSource): void;
  unmount(): void;
}

export function mount(host: HTMLElement): Mounted {
  const undo = [keepKeys(host), leaveWhenPressedBeside(host)];
  const root = createRoot(host);
  return {
    show: source =>
      root.render(
        <ErrorBoundary>
          <WorkflowPane key={source.id} source={source} room={roomOf(host)} />
        </ErrorBoundary>
      ),
    unmount: () => {
      undo.forEach(end => end());
      setTimeout(() => root.unmount()); // React forbids it while another root is rendering
    }
  };
}

/** A tab has a height to fill, the output of a cell takes what its graph needs. */
function roomOf(host: HTMLElement): Room {
  const fills = host.classList.contains('uzo-document-view');
  return { width: host.clientWidth, height: fills ? host.clientHeight : null };
}
