/**
 * Guards for what arrives from outside: messages of the kernel and outputs of notebook files, which
 * may be older, newer or edited by hand. A value that passes has every field that the views read.
 */
import type {
  CodeState,
  Column,
  ColumnFacts,
  Diagnostic,
  Graph,
  GraphParameter,
  Group,
  Layout,
  Note,
  NodeState,
  OperationInfo,
  RunState,
  StaticView,
  ViewMessage,
  Written
} from './generated';

type Check = (value: unknown) => boolean;
type Shape = Record<string, Check>;

const text: Check = value => typeof value === 'string';
const number: Check = value => typeof value === 'number' && Number.isFinite(value);
const flag: Check = value => typeof value === 'boolean';
const scalar: Check = value => text(value) || number(value) || flag(value);
const absent: Check = value => value === null || value === undefined;
const maybe = (check: Check): Check => value => absent(value) || check(value);
const list = (check: Check): Check => value => Array.isArray(value) && value.every(check);
const is = (constant: unknown): Check => value => value === constant;
/** A newer Python may know more words; views have nothing to show for them. */
const word = <W extends string>(words: Record<W, true>): Check => value => text(value) && Object.hasOwn(words, value as string);

function record(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shaped(shape: Shape): Check {
  return value => record(value) && Object.entries(shape).every(([name, check]) => check(value[name]));
}

function mapping(check: Check): Check {
  return value => record(value) && Object.values(value).every(check);
}

const column = shaped({ name: text, dtype: text } satisfies Record<keyof Column, Check>);
const status = word<NodeState['status']>({
  idle: true,
  sampled: true,
  queued: true,
  running: true,
  done: true,
  failed: true,
  skipped: true,
  cancelled: true,
  interrupted: true
});
const phase = word<RunState['phase']>({
  starting: true,
  running: true,
  completed: true,
  failed: true,
  cancelled: true,
  interrupted: true
});
const severity = word<Diagnostic['severity']>({ error: true, warning: true });
const kind = word<GraphParameter['type']>({ bool: true, int: true, float: true, str: true });

const code = shaped({ digest: text, text, trusted: flag, problem: maybe(text) } satisfies Record<keyof CodeState, Check>);

const node = shaped({
  status,
  rows: maybe(number),
  executedRows: maybe(number),
  sample: flag,
  seconds: maybe(number),
  fusedInto: maybe(text),
  reused: maybe(text),
  cause: maybe(text),
  attempt: number,
  message: maybe(text),
  columns: maybe(list(column)),
  pinSize: maybe(number),
  code: maybe(code)
} satisfies Record<keyof NodeState, Check>);
const run = shaped({
  id: text,
  phase,
  startedAt: text,
  elapsed: number,
  progress: number,
  finishedNodes: number,
  totalNodes: number,
  message: maybe(text),
  prefectUrl: maybe(text)
} satisfies Record<keyof RunState, Check>);
const span = shaped({ line: number, column: number, endLine: number, endColumn: number });
const diagnostic = shaped({
  code: text,
  message: text,
  severity,
  hint: maybe(text),
  node: maybe(text),
  field: maybe(text),
  span: maybe(span),
  file: maybe(text),
  row: maybe(number),
  within: maybe(span)
} satisfies Record<keyof Diagnostic, Check>);
const spot = shaped({ x: number, y: number });
const note = shaped({ id: text, text, x: number, y: number, width: number, height: number } satisfies Record<
  keyof Note,
  Check
>);
const group = shaped({ id: text, label: text, nodes: list(text) } satisfies Record<keyof Group, Check>);
const layout = shaped({ positions: mapping(spot), notes: list(note), groups: list(group) } satisfies Record<
  keyof Layout,
  Check
>);
const written = shaped({ text, layout: maybe(layout) } satisfies Record<keyof Written, Check>);
const graph = shaped({
  name: text,
  nodes: list(
    shaped({
      id: text,
      label: text,
      nodeType: text,
      operation: text,
      title: text,
      inputs: list(text),
      hasOutput: flag,
      x: number,
      y: number,
      config: maybe(record)
    })
  ),
  edges: list(shaped({ id: text, source: text, target: text, targetHandle: text })),
  parameters: list(shaped({ name: text, type: kind, value: scalar, description: text })),
  notes: maybe(list(note)),
  groups: maybe(list(group))
} satisfies Record<keyof Graph, Check>);
const table = shaped({
  node: text,
  columns: list(column),
  rows: list(list(maybe(text))),
  total: maybe(number),
  sample: flag
});

const operation = shaped({
  nodeType: text,
  config: record,
  title: text,
  word: text,
  family: text,
  summary: text,
  synonyms: list(text),
  inputs: list(text),
  hasOutput: flag,
  form: record
} satisfies Record<keyof OperationInfo, Check>);

const facts = shaped({
  rows: number,
  nulls: number,
  distinct: maybe(number),
  distinctExact: flag,
  barsOf: word<ColumnFacts['barsOf']>({ ranges: true, values: true }),
  bars: list(shaped({ label: text, rows: number }))
} satisfies Record<keyof ColumnFacts, Check>);

const VIEW_MESSAGES: Record<ViewMessage['kind'], Check> = {
  state: shaped({ nodes: mapping(node), diagnostics: list(diagnostic), run: maybe(run), notice: maybe(text), reaches: maybe(flag) }),
  patch: shaped({ nodes: mapping(node), run: maybe(run) }),
  'graph-changed': shaped({ graph }),
  source: shaped({ request: maybe(number), base: written, source: written, created: list(text) }),
  written: shaped({ request: number, notation: word({ cell: true, document: true }), name: text, written }),
  completions: shaped({
    request: number,
    items: list(shaped({ text, kind: text, detail: text, start: number, end: number }))
  }),
  catalogue: shaped({ operations: list(operation), policies: record }),
  preview: shaped({
    request: number,
    node: text,
    offset: number,
    rows: number,
    total: number,
    more: flag,
    sample: flag,
    note: maybe(text),
    columns: list(column)
  }),
  facts: shaped({ request: number, node: text, column: text, dtype: text, facts, sample: flag }),
  'file-ready': shaped({ request: number, file: text, name: text, size: number }),
  'file-part': shaped({ request: number, file: text, offset: number }),
  'preview-failed': shaped({ request: number, node: text, message: text }),
  rejected: shaped({ request: maybe(number), message: text, untrusted: maybe(list(text)) }),
  keep: shaped({ output: record })
};

const staticView = shaped({
  version: is(1),
  modelId: text,
  graph,
  nodes: mapping(node),
  diagnostics: list(diagnostic),
  run: maybe(run),
  tables: list(table)
} satisfies Record<keyof StaticView, Check>);

function known(kind: unknown): kind is ViewMessage['kind'] {
  return typeof kind === 'string' && Object.hasOwn(VIEW_MESSAGES, kind);
}

/** The message, or null for one that this version does not know or that is malformed. */
export function parseViewMessage(value: unknown): ViewMessage | null {
  if (!record(value) || !known(value.kind) || !VIEW_MESSAGES[value.kind](value)) {
    return null;
  }
  return value as unknown as ViewMessage;
}

/** A graph that an older version has saved lacks what came later. */
export function parseGraph(value: unknown): Graph | null {
  return graph(value) ? completed(value as Graph) : null;
}

function completed(value: Graph): Graph {
  const nodes = value.nodes.map(each => (each.config ? each : { ...each, config: {} }));
  return { ...value, nodes, notes: value.notes ?? [], groups: value.groups ?? [] };
}

export function parseStaticView(value: unknown): StaticView | null {
  return staticView(value) ? { ...(value as StaticView), graph: completed((value as StaticView).graph) } : null;
}
