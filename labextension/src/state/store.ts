import type { Graph, NodeState } from '../protocol/generated';
import { initialState, nodeState, reduce, type Action, type WorkflowState } from './workflow';

type Listener = () => void;

/**
 * Holds the state of one workflow for any number of views. Listeners of a node are called only when
 * that node changed, so a message about two nodes of two hundred paints two cards.
 */
export class WorkflowStore {
  constructor(graph?: Graph, clock: () => number = () => performance.now()) {
    this.current = initialState(graph);
    this.clock = clock;
  }

  get state(): WorkflowState {
    return this.current;
  }

  readonly snapshot = (): WorkflowState => this.current;

  node(id: string): NodeState {
    return nodeState(this.current, id);
  }

  dispatch(action: Action): void {
    const before = this.current;
    const after = reduce(before, action, this.clock());
    if (after === before) {
      return;
    }
    this.current = after;
    for (const [id, listeners] of this.nodeListeners) {
      if (nodeState(before, id) !== nodeState(after, id)) {
        notify(listeners);
      }
    }
    notify(this.listeners);
  }

  readonly subscribe = (listener: Listener): Listener => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  subscribeNode(id: string, listener: Listener): Listener {
    const listeners = this.nodeListeners.get(id) ?? new Set();
    this.nodeListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.nodeListeners.get(id) === listeners) {
        this.nodeListeners.delete(id);
      }
    };
  }

  private current: WorkflowState;
  private readonly clock: () => number;
  private readonly listeners = new Set<Listener>();
  private readonly nodeListeners = new Map<string, Set<Listener>>();
}

/** A listener may unsubscribe itself or others meanwhile: a set can bear that. */
function notify(listeners: ReadonlySet<Listener>): void {
  for (const listener of listeners) {
    listener();
  }
}
