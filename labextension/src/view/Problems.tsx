import { ErrorIcon, StatusIcon, WarningIcon } from '../editor/icons';
import type { Diagnostic } from '../protocol/generated';
import { isError } from '../state/problems';
import { placeWord } from '../state/words';
import { showInCell, type CellPlace } from '../sync/cursor';
import { useView } from './context';

interface ProblemsProps {
  readonly problems: readonly Diagnostic[];
  /** The cell whose text has the lines. */
  readonly cell: CellPlace | null;
}

/** Everything that is wrong, errors first; a click goes to the node and to the line. */
export function Problems({ problems, cell }: ProblemsProps): JSX.Element {
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
          <Problem problem={problem} cell={cell} />
        </li>
      ))}
    </ul>
  );
}

function Problem({ problem, cell }: { problem: Diagnostic; cell: CellPlace | null }): JSX.Element {
  const { nodes, select, selected, host } = useView();
  const node = problem.node === null ? undefined : nodes.get(problem.node);
  const place = placeWord(problem);
  const notebooks = host?.notebooks;
  const { span } = problem;
  const inCell = cell && notebooks && span ? () => showInCell(notebooks, cell, span) : null;
  const show = () => {
    if (node) {
      select(node.id);
    }
    void inCell?.();
  };
  return (
    <button
      type="button"
      className="uzo-problem"
      data-node={problem.node ?? undefined}
      data-severity={problem.severity}
      data-code={problem.code}
      data-selected={(node && node.id === selected) || undefined}
      disabled={!node && !inCell}
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
