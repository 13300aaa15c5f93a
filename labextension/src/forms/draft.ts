/** The settings of a node while a person changes them. Pure. */
import type { Configure, JsonValue } from '../protocol/generated';
import { fieldsOf } from './context';

export type Settings = Readonly<Record<string, JsonValue>>;

/** What the form shows: the settings of the config, and nothing that no field is there for. */
export function shownOf(config: Settings, form: Settings): Settings {
  const names = Object.entries(fieldsOf(form)).flatMap(([name, { pair }]) => (pair ? [name, pair] : [name]));
  return Object.fromEntries(names.filter(name => Object.hasOwn(config, name)).map(name => [name, config[name]]));
}

/** What has to be said to the kernel: a setting that is empty or has its default is not written. */
export function changesOf(before: Settings, after: Settings, form: Settings): Pick<Configure, 'values' | 'unset'> {
  const values: Record<string, JsonValue> = {};
  const unset: string[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (same(old, now)) {
      continue;
    }
    if (!isNeedless(name, now, form)) {
      values[name] = now;
    } else if (Object.hasOwn(before, name)) {
      unset.push(name);
    }
  }
  return { values, unset };
}

/** Whether a setting need not be written. */
export function isNeedless(name: string, value: JsonValue, form: Settings): boolean {
  return isEmpty(value) || same(value, fieldsOf(form)[name]?.default);
}

export function isEmpty(value: JsonValue): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value as object).length === 0)
  );
}

export function same(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
