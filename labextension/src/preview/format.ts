/** Arrow values as text for people: exact, on one line, the way Polars writes them. */
import { Type, type DataType, type Field } from '@uwdata/flechette';
import { dateText, durationText, timestampText, timeText } from './times';

const LONGEST = 400;
const MOST_ITEMS = 40;
const MOST_BYTES = 16;

/** The text of a value on one line that is not too long, or null for a missing one. */
export function formatValue(value: unknown, type: DataType): string | null {
  return value === null || value === undefined ? null : clip(written(value, type, false));
}

/** All of a value, as it is. */
export function exactValue(value: unknown, type: DataType): string | null {
  return value === null || value === undefined ? null : written(value, type, true);
}

export function isNumberType(type: DataType): boolean {
  return type.typeId === Type.Int || type.typeId === Type.Float || type.typeId === Type.Decimal;
}

function written(value: unknown, type: DataType, whole: boolean): string {
  switch (type.typeId) {
    case Type.Dictionary:
      return written(value, type.dictionary, whole);
    case Type.Float:
      return floatText(Number(value), type.precision === 1);
    case Type.Decimal:
      return decimalText(BigInt(value as bigint | number), type.scale);
    case Type.Date:
      return dateText(Number(value));
    case Type.Time:
      return timeText(BigInt(value as bigint | number), type.unit);
    case Type.Timestamp:
      return timestampText(value as bigint | number, type.unit, type.timezone);
    case Type.Duration:
      return durationText(BigInt(value as bigint | number), type.unit);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return binaryText(value as Uint8Array, whole);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
      return listText(value as Iterable<unknown>, type.children[0], whole);
    case Type.Struct:
      return structText(value as Record<string, unknown>, type.children, whole);
    default:
      return String(value);
  }
}

/** Numbers as short as they can be and still be the same number; a float always looks like one. */
export function floatText(value: number, single: boolean): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
  }
  const text = Object.is(value, -0) ? '-0' : single ? shortestSingle(value) : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** 0.1 as a 32-bit float is 0.10000000149011612 as a 64-bit one: fewer digits say the same. */
function shortestSingle(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return String(short);
    }
  }
  return String(Number(value.toPrecision(9)));
}

export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  const point = digits.length - scale;
  return scale > 0 ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : sign + digits;
}

function binaryText(bytes: Uint8Array, whole: boolean): string {
  const most = whole ? bytes.length : MOST_BYTES;
  const shown = Array.from(bytes.subarray(0, most), byte => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > most ? `0x${shown}… (${bytes.length} bytes)` : `0x${shown}`;
}

function listText(values: Iterable<unknown>, field: Field, whole: boolean): string {
  const items: string[] = [];
  for (const value of values) {
    if (!whole && items.length === MOST_ITEMS) {
      items.push('…');
      break;
    }
    items.push(nestedText(value, field.type, whole));
  }
  return `[${items.join(', ')}]`;
}

function structText(value: Record<string, unknown>, fields: readonly Field[], whole: boolean): string {
  return `{${fields.map(field => `${field.name}: ${nestedText(value[field.name], field.type, whole)}`).join(', ')}}`;
}

/** Inside of a list or struct, text is quoted: `["a, b"]` is not `["a", "b"]`. */
function nestedText(value: unknown, type: DataType, whole: boolean): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  return typeof value === 'string' ? JSON.stringify(value) : written(value, type, whole);
}

/** Cells have one line. */
function clip(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return /[\n\r\t]/.test(short) ? short.replace(/\r\n|\n|\r/g, '⏎').replaceAll('\t', '⇥') : short;
}
