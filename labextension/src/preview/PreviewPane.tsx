import { useCallback, useRef, useState } from 'react';
import { StatusIcon } from '../editor/icons';
import type { GraphNode } from '../protocol/generated';
import type { Link } from '../state/source';
import { count } from '../state/words';
import { useNodeState, useView } from '../view/context';
import { changeWords } from './changes';
import { ColumnPane } from './ColumnPane';
import { Grid, type GridHandle } from './Grid';
import type { GridActions } from './gridInput';
import { Instead, undoneWord } from './Instead';
import type { Page, PagedTable } from './pages';
import { PreviewTools } from './PreviewTools';
import * as queries from './query';
import { QueryBar } from './QueryBar';
import { useChanges } from './useChanges';
import { useInspected } from './useInspected';
import { usePreview } from './usePreview';
import { useQuery } from './useQuery';
import { useTasks, type Tasks } from './useTasks';
import { useWhole } from './useWhole';

interface PreviewPaneProps {
  readonly node: GraphNode;
  readonly link: Link;
}

/** The rows of the selected node. */
export default function PreviewPane({ node, link }: PreviewPaneProps): JSX.Element {
  const [query, change] = useQuery(node);
  const [whole, setWhole] = useWhole(node);
  const { table, loading, problem } = usePreview(node, link, query, whole);
  const undone = undoneWord(useNodeState(useView().store, node.id));
  const first = table?.first;
  return (
    <div
      className="uzo-preview"
      data-node={node.id}
      data-rows={first?.rows}
      data-total={first?.total}
      data-sample={first?.sample}
      data-loading={loading || undefined}
    >
      {first && undone && (
        <p className="uzo-undone" data-status={undone.status}>
          <StatusIcon status={undone.status} />
          <span>{undone.text}</span>
        </p>
      )}
      {table ? (
        <Rows {...{ node, link, table, query, change, loading }} />
      ) : (
        <>
          <QueryBar query={query} change={change} />
          <Instead {...{ node, loading, problem, whole, setWhole }} />
        </>
      )}
    </div>
  );
}

interface RowsProps extends PreviewPaneProps {
  readonly table: PagedTable;
  readonly query: ReturnType<typeof useQuery>[0];
  readonly change: ReturnType<typeof useQuery>[1];
  readonly loading: boolean;
}

function Rows({ node, link, table, query, change, loading }: RowsProps): JSX.Element {
  const grid = useRef<GridHandle>(null);
  const [cell, setCell] = useState<string | null>(null);
  const tasks = useTasks(node, link, query);
  const inspected = useInspected(node, table);
  const { columns } = table.first;
  const { follow } = inspected;
  const onCell = useCallback(
    (words: string | null, column: number) => {
      setCell(words);
      follow(columns[column]?.name);
    },
    [columns, follow]
  );
  const actions: GridActions = {
    sort: (at, also) => {
      const name = columns[at]?.name;
      if (name !== undefined) {
        change(queries.withOrder(query, name, queries.nextOrder(query, name), also));
      }
    },
    inspect: at => inspected.open(columns[at]?.name),
    copy: header => tasks.copy(table, grid.current?.selected() ?? grid.current?.cursor() ?? null, header)
  };
  const choose = (name: string) => {
    follow(name);
    grid.current?.goToColumn(columns.findIndex(each => each.name === name));
  };
  const close = () => {
    inspected.close();
    grid.current?.focus();
  };
  return (
    <>
      <div className="uzo-caption">
        <Caption node={node} page={table.first} filtered={query.filters.length > 0} />
        <Said cell={cell} tasks={tasks} loading={loading} />
        <PreviewTools
          total={table.total}
          inspecting={inspected.column !== null}
          goTo={row => grid.current?.goTo(row)}
          inspect={() => (inspected.column === null ? inspected.open(inspected.last) : close())}
          copy={() => tasks.copy(table, grid.current?.selected() ?? null, true)}
          download={tasks.download}
        />
      </div>
      {tasks.failed && (
        <p className="uzo-undone" data-status="failed" role="alert">
          <StatusIcon status="failed" />
          <span>{tasks.told}</span>
        </p>
      )}
      <QueryBar query={query} change={change} />
      <div className="uzo-rows">
        {columns.length > 0 && (
          <Grid
            ref={grid}
            {...{ table, query, actions, onCell }}
            label={`Rows of ${node.label}. Arrows move, S sorts by the column, Enter opens it.`}
          />
        )}
        {table.total === 0 && query.filters.length > 0 && <p className="uzo-no-rows">No row passes the filters.</p>}
        {inspected.column !== null && (
          <ColumnPane
            {...{ link, columns, query, change, close }}
            node={node.id}
            column={inspected.column}
            rows={inspected.rows}
            opened={inspected.opened}
            choose={choose}
          />
        )}
      </div>
    </>
  );
}

function Caption({ node, page, filtered }: { node: GraphNode; page: Page; filtered: boolean }): JSX.Element {
  const changes = useChanges(node);
  const rows = `${page.more ? 'First ' : ''}${count(page.total, 'row')}${filtered ? ' pass' : ''}`;
  const figures = `${rows} · ${count(page.columns.length, 'column')}`;
  const note = page.note ?? (page.sample ? 'sample of the first rows' : null);
  const changed = changes && changeWords(changes);
  return (
    <>
      {page.sample && <span className="uzo-chip">Sample</span>}
      <span className="uzo-preview-summary" role="status">
        {figures}
      </span>
      {changed && (
        <span className="uzo-note uzo-changed" title={`Against ${changes.input}: ${changed}`}>
          {changed}
        </span>
      )}
      {note && (
        <span className="uzo-note" title={note}>
          {note}
        </span>
      )}
    </>
  );
}

/** What happens now, else the cell under the cursor. */
function Said({ cell, tasks, loading }: { cell: string | null; tasks: Tasks; loading: boolean }): JSX.Element {
  return (
    <>
      <span className="uzo-cell" role="status" title={cell ?? undefined}>
        {cell}
      </span>
      <span className="uzo-told" role="status" title={tasks.told ?? undefined}>
        {tasks.failed ? '' : (tasks.told ?? (loading ? 'Loading…' : ''))}
      </span>
      {tasks.stop && (
        <button type="button" className="uzo-small-button" onClick={tasks.stop}>
          Stop
        </button>
      )}
    </>
  );
}
