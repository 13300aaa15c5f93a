import type { ColumnFacts } from '../protocol/generated';
import { count, figure } from '../state/words';
import type { Described } from './useFacts';

/** Nulls, different values, the least and the greatest, and a small chart. */
export function Facts({ described, onValue }: { described: Described; onValue: (value: string) => void }): JSX.Element {
  const { facts, sample, least, greatest } = described;
  const share = facts.rows === 0 ? '' : ` (${percent(facts.nulls / facts.rows)})`;
  const figures: [string, string | null][] = [
    [sample ? 'Rows of the sample' : 'Rows', figure(facts.rows)],
    ['Nulls', figure(facts.nulls) + share],
    ['Distinct', facts.distinct === null ? null : `${facts.distinctExact ? '' : 'about '}${figure(facts.distinct)}`],
    ['Least', least],
    ['Greatest', greatest]
  ];
  return (
    <>
      <dl className="uzo-facts">
        {figures.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd title={value}>{value}</dd>
              </div>
            )
        )}
      </dl>
      {facts.bars.length > 0 && (facts.barsOf === 'ranges' ? <Ranges facts={facts} /> : <Values facts={facts} onValue={onValue} />)}
    </>
  );
}

/** Ranges of equal width, as columns; what they stand for is there as text too. */
function Ranges({ facts }: { facts: ColumnFacts }): JSX.Element {
  const most = Math.max(...facts.bars.map(bar => bar.rows), 1);
  return (
    <figure className="uzo-chart">
      <figcaption>Distribution</figcaption>
      <ol className="uzo-ranges">
        {facts.bars.map(({ label, rows }, index) => (
          <li key={index} title={`${label}: ${count(rows, 'row')}`} data-empty={rows === 0 || undefined}>
            <span style={{ height: `${(100 * rows) / most}%` }} />
            <b className="uzo-sr-only">{`${label}: ${count(rows, 'row')}`}</b>
          </li>
        ))}
      </ol>
    </figure>
  );
}

/** The most frequent values; one that is chosen is filtered by. */
function Values({ facts, onValue }: { facts: ColumnFacts; onValue: (value: string) => void }): JSX.Element {
  const most = Math.max(...facts.bars.map(bar => bar.rows), 1);
  return (
    <figure className="uzo-chart">
      <figcaption>Most frequent</figcaption>
      <ol className="uzo-values">
        {facts.bars.map(({ label, rows, value }, index) => (
          <li key={index}>
            <button
              type="button"
              title={value === null ? 'Too long to filter by' : `Show the rows with ${label}`}
              disabled={value === null}
              onClick={() => value !== null && onValue(value)}
            >
              <span className="uzo-value-bar" style={{ width: `${(100 * rows) / most}%` }} />
              <span className="uzo-value">{label === '' ? '(empty text)' : label}</span>
              <span className="uzo-value-rows">{figure(rows)}</span>
            </button>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function percent(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${(100 * share).toFixed(share > 0 && share < 1 ? 1 : 0)} %`;
}
