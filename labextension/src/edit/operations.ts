/** The operations that a node can be: what fits, what a search finds, how they are grouped. */
import type { OperationInfo } from '../protocol/generated';

export type FamilyName = OperationInfo['family'];

export const FAMILY_TITLES: Readonly<Record<FamilyName, string>> = {
  source: 'Sources',
  transform: 'Transforms',
  control: 'Control',
  genai: 'Generative AI',
  agentic: 'Agents',
  sink: 'Sinks'
};

/** Where a new node shall go. */
export interface Room {
  /** Its first input is to be fed by something. */
  readonly behind?: boolean;
  /** Its output is to feed something. */
  readonly before?: boolean;
}

export function fitting(operations: readonly OperationInfo[], { behind, before }: Room): OperationInfo[] {
  return operations.filter(each => (!behind || each.inputs.length > 0) && (!before || each.hasOutput));
}

/** What a person may have meant, best first: by its word, then by its title, its synonyms, what it does. */
export function found(operations: readonly OperationInfo[], search: string): OperationInfo[] {
  const wanted = search.trim().toLowerCase();
  if (!wanted) {
    return [...operations];
  }
  return operations
    .map(operation => ({ operation, rank: rank(operation, wanted) }))
    .filter(({ rank: value }) => value < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ operation }) => operation);
}

function rank(operation: OperationInfo, wanted: string): number {
  const word = operation.word.toLowerCase();
  const title = operation.title.toLowerCase();
  if (word.startsWith(wanted)) {
    return word.length / 1000;
  }
  if (title.startsWith(wanted) || title.split(' ').some(part => part.startsWith(wanted))) {
    return 1;
  }
  if (operation.synonyms.some(synonym => synonym.toLowerCase().startsWith(wanted))) {
    return 2;
  }
  if (word.includes(wanted) || title.includes(wanted)) {
    return 3;
  }
  return operation.summary.toLowerCase().includes(wanted) ? 4 : Infinity;
}

export function byFamily(operations: readonly OperationInfo[]): [FamilyName, OperationInfo[]][] {
  return (Object.keys(FAMILY_TITLES) as FamilyName[])
    .map((family): [FamilyName, OperationInfo[]] => [family, operations.filter(each => each.family === family)])
    .filter(([, members]) => members.length > 0);
}

/** The operation of a node, by the part of its config that names it. */
export function operationOf(
  operations: readonly OperationInfo[],
  node: { readonly nodeType: string; readonly operation: string; readonly inputs: readonly string[] }
): OperationInfo | undefined {
  return operations.find(
    each =>
      each.nodeType === node.nodeType &&
      (each.config.connectorType ?? each.config.operation) === node.operation &&
      (each.nodeType !== 'connector' || (each.family === 'source') === (node.inputs.length === 0))
  );
}
