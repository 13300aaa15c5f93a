import type { GraphNode } from '../protocol/generated';
import { shortDtype } from '../state/dtypes';
import { useNodeState, useView } from './context';

/** The columns of a node's output and their types. */
export function Schema({ node }: { node: GraphNode }): JSX.Element {
  const { columns } = useNodeState(useView().store, node.id);
  if (!columns) {
    return <p className="uzo-empty">The columns of {node.label} are not known yet.</p>;
  }
  return (
    <div className="uzo-scroll" tabIndex={0} role="region" aria-label={`Columns of ${node.label}`}>
      <table className="uzo-table uzo-schema">
        <thead>
          <tr>
            <th scope="col" className="uzo-number">
              #
            </th>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, dtype }, index) => (
            <tr key={index} data-column={name}>
              <td className="uzo-number">{index + 1}</td>
              <td>{name}</td>
              <td>
                <code title={dtype}>{shortDtype(dtype)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
