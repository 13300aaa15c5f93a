/** Pictures for common operations. Only an ornament: an operation that is not here has its family's icon. */
import { line, type Icon } from './icons';

const ROWS = 'M2.5 3h11v10h-11Z';

const filter = line('filter', 'M2 3h12L9.5 8.5v4L6.5 14V8.5Z');
const join = line('join', 'M6 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9Z', 'M10 3.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9Z');
const group = line('group', 'M12.5 5V3h-9L8 8l-4.5 5h9v-2');
const sort = line('sort', 'M2.5 4h6M2.5 8h4.5M2.5 12h3', 'M11.5 3v10m-2.25-2.25L11.5 13l2.25-2.25');
const columns = line('columns', ROWS, 'M6.2 3v10M9.8 3v10');
const derive = line('derive', 'M2.5 3h6v10h-6Z', 'M12 5.5v5M9.5 8h5');
const head = line('head', 'M2.5 3h11v4h-11Z', 'M2.5 10h11M2.5 13h11');
const stack = line('stack', 'M2.5 2.5h11v4.5h-11Z', 'M2.5 9h11v4.5h-11Z');
const pivot = line('pivot', 'M2.5 2.5h11v3.5h-11Z', 'M2.5 6v7.5H6V6', 'M9 12.5c2.5 0 3.5-1 3.5-3M11 10.5l1.5-1.5L14 10.5');
const unique = line('unique', 'M2.5 2.5h7.5V10h-7.5Z', 'M6 13.5h7.5V6');
const query = line('query', 'M2 4.5 5.5 8 2 11.5M7.5 12H14');
const table = line('table', ROWS, 'M2.5 6.5h11M6.5 6.5V13');

export const SHAPES: Readonly<Record<string, Icon>> = {
  filter,
  join,
  join_asof: join,
  group_by: group,
  agg: group,
  sort,
  select: columns,
  drop: columns,
  rename: columns,
  cast: columns,
  with_columns: derive,
  with_row_index: derive,
  head,
  tail: head,
  limit: head,
  slice: head,
  sample: head,
  concat: stack,
  union: stack,
  explode: stack,
  pivot,
  unpivot: pivot,
  transpose: pivot,
  unique,
  sql: query,
  frame: table
};
