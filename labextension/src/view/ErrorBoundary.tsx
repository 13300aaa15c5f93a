import { Component, type ErrorInfo, type ReactNode } from 'react';

interface State {
  readonly error: Error | null;
}

/** A mistake in this view must not take the notebook with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override readonly state: State = { error: null };

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('uzo-jupyter: the workflow view failed', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) {
      return this.props.children;
    }
    return (
      <div className="uzo-crash" role="alert">
        <span>The workflow view failed: {error.message}</span>
        <button type="button" className="uzo-button" onClick={() => this.setState({ error: null })}>
          Try again
        </button>
      </div>
    );
  }
}
