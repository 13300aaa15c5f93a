import type { Column, GraphNode, StaticTable } from '../protocol/generated';
import { isNumeric, shortDtype } from '../state/dtypes';
import { count } from '../state/words';

/** The first rows of a node as the notebook file keeps them. */
export function SavedTable({ node, tables }: { node: GraphNode; tables: readonly StaticTable[] }): JSX.Element {
  const table = tables.find(each => each.node === node.id);
  if (!table) {
    return <p className="uzo-empty">No rows of {node.label} were saved with the notebook.</p>;
  }
  return (
    <div className="uzo-preview" data-node={node.id} data-rows={table.rows.length} data-sample={table.sample}>
      <p className="uzo-caption">
        {table.sample && <span className="uzo-chip">Sample</span>}
        <span className="uzo-preview-summary">{caption(table)}</span>
      </p>
      <div className="uzo-scroll" tabIndex={0} role="region" aria-label={`Rows of ${node.label}`}>
        <table className="uzo-table">
          <Head columns={table.columns} />
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, at) => (
                  <Cell key={at} value={value} column={table.columns[at]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Head({ columns }: { columns: readonly Column[] }): JSX.Element {
  return (
    <thead>
      <tr>
        {columns.map(column => (
          <th key={column.name} scope="col" className={isNumeric(column.dtype) ? 'uzo-number' : undefined}>
            {column.name}
            <small title={column.dtype}>{shortDtype(column.dtype)}</small>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell({ value, column }: { value: string | null; column: Column | undefined }): JSX.Element {
  const numeric = column && isNumeric(column.dtype);
  return (
    <td className={numeric ? 'uzo-number' : undefined} title={value ?? undefined}>
      {value === null ? <i className="uzo-null">null</i> : value}
    </td>
  );
}

function caption({ rows, total, columns }: StaticTable): string {
  const all = count(rows.length, 'row');
  const of = total === null ? `First ${all}` : total > rows.length ? `First ${rows.length} of ${count(total, 'row')}` : all;
  return `${of} · ${count(columns.length, 'column')}`;
}
