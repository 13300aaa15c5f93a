import { ErrorIcon, StatusIcon, WarningIcon } from '../editor/icons';
import type { Diagnostic } from '../protocol/generated';
import { isError } from '../state/problems';
import { placeWord } from '../state/words';
import { showInCell } from '../sync/cursor';
import { useView } from './context';

interface ProblemsProps {
  readonly problems: readonly Diagnostic[];
  /** The cell whose text has the lines; empty where there is none. */
  readonly cellId: string;
}

/** Everything that is wrong, errors first; a click goes to the node and to the line. */
export function Problems({ problems, cellId }: ProblemsProps): JSX.Element {
  if (problems.length === 0) {
    return (
      <p className="uzo-empty uzo-no-problems">
        <StatusIcon status="done" /> No problems.
      </p>
    );
  }
  return (
    <ul className="uzo-problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <Problem problem={problem} cellId={cellId} />
        </li>
      ))}
    </ul>
  );
}

function Problem({ problem, cellId }: { problem: Diagnostic; cellId: string }): JSX.Element {
  const { nodes, select, selected, host } = useView();
  const node = problem.node === null ? undefined : nodes.get(problem.node);
  const place = placeWord(problem);
  const notebooks = cellId ? host?.notebooks : null;
  const show = () => {
    if (node) {
      select(node.id);
    }
    if (notebooks && problem.span) {
      void showInCell(notebooks, cellId, problem.span);
    }
  };
  return (
    <button
      type="button"
      className="uzo-problem"
      data-node={problem.node ?? undefined}
      data-severity={problem.severity}
      data-code={problem.code}
      data-selected={(node && node.id === selected) || undefined}
      disabled={!node && !(notebooks && problem.span)}
      onClick={show}
    >
      {isError(problem) ? <ErrorIcon /> : <WarningIcon />}
      <span className="uzo-problem-text">
        <span className="uzo-sr-only">{isError(problem) ? 'Error: ' : 'Warning: '}</span>
        <span className="uzo-problem-message">{problem.message}</span>
        {problem.hint && <span className="uzo-problem-hint">{problem.hint}</span>}
      </span>
      <span className="uzo-problem-place">
        {(node || problem.node) && <b>{node?.label ?? problem.node}</b>}
        {place && <span>{place}</span>}
      </span>
    </button>
  );
}
