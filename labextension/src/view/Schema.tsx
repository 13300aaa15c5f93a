import type { Column, GraphNode } from '../protocol/generated';
import { changeWords, type Changes } from '../preview/changes';
import { useChanges } from '../preview/useChanges';
import { shortDtype } from '../state/dtypes';
import { useNodeState, useView } from './context';

/** The columns of a node's output and their types, and what became of those of its first input. */
export function Schema({ node }: { node: GraphNode }): JSX.Element {
  const { columns } = useNodeState(useView().store, node.id);
  const changes = useChanges(node);
  if (!columns) {
    return <p className="uzo-empty">The columns of {node.label} are not known yet.</p>;
  }
  return (
    <div className="uzo-scroll" tabIndex={0} role="region" aria-label={`Columns of ${node.label}`}>
      {changes && (
        <p className="uzo-schema-changes">
          Against <b>{changes.input}</b>: {changeWords(changes) || 'the same columns'}
        </p>
      )}
      <table className="uzo-table uzo-schema">
        <thead>
          <tr>
            <th scope="col" className="uzo-number">
              #
            </th>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            {changes && <th scope="col">Change</th>}
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => (
            <tr key={index} data-column={column.name} data-change={changes ? kindOf(column, changes) : undefined}>
              <td className="uzo-number">{index + 1}</td>
              <td>{column.name}</td>
              <Type dtype={column.dtype} />
              {changes && <td>{wordOf(column, changes)}</td>}
            </tr>
          ))}
        </tbody>
        {changes && changes.removed.length > 0 && <Removed changes={changes} />}
      </table>
    </div>
  );
}

function Type({ dtype }: { dtype: string }): JSX.Element {
  return (
    <td>
      <code title={dtype}>{shortDtype(dtype)}</code>
    </td>
  );
}

function Removed({ changes }: { changes: Changes }): JSX.Element {
  return (
    <tbody className="uzo-removed">
      {changes.removed.map(({ name, dtype }) => (
        <tr key={name} data-removed={name} data-change="removed">
          <td className="uzo-number">–</td>
          <td>
            <s>{name}</s>
          </td>
          <Type dtype={dtype} />
          <td>− removed</td>
        </tr>
      ))}
    </tbody>
  );
}

function kindOf({ name }: Column, { added, retyped }: Changes): string | undefined {
  return added.has(name) ? 'added' : retyped.has(name) ? 'retyped' : undefined;
}

function wordOf({ name }: Column, { added, retyped }: Changes): string {
  const was = retyped.get(name);
  return added.has(name) ? '+ added' : was === undefined ? '' : `~ was ${shortDtype(was)}`;
}
