import type { RegistryFieldsType } from '@rjsf/utils';
import { ColumnField, ColumnsField } from './ColumnsField';
import { DecisionField } from './DecisionField';
import { ExpressionField } from './ExpressionField';
import { FlagField } from './FlagField';
import { MappingField } from './MappingField';
import { NumberField } from './NumberField';
import { PairsField } from './PairsField';
import { PathField } from './PathField';
import { SqlField } from './SqlField';
import { ValueField, ValuesField } from './ValuesField';

/** How each format of a setting is edited; the names are those of `uzo_jupyter/operations/forms.py`, or types of JSON. */
export const FIELDS: RegistryFieldsType = {
  code: ExpressionField,
  column: ColumnField,
  columns: ColumnsField,
  decision: DecisionField,
  expression: ExpressionField,
  flag: FlagField,
  mapping: MappingField,
  number: NumberField,
  pairs: PairsField,
  path: PathField,
  sql: SqlField,
  value: ValueField,
  values: ValuesField
};
