/** Values of parameters between an input field and the wire. */
import type { GraphParameter } from '../protocol/generated';

export type ParameterValue = GraphParameter['value'];

export function toText(value: ParameterValue): string {
  return String(value);
}

/** The value that a text stands for, or what is wrong with it. */
export function fromText(type: GraphParameter['type'], text: string): { value: ParameterValue } | { problem: string } {
  const trimmed = text.trim();
  switch (type) {
    case 'str':
      return { value: text };
    case 'bool':
      return { value: trimmed === 'true' };
    case 'int':
      return /^[+-]?\d+$/.test(trimmed) && Number.isSafeInteger(Number(trimmed))
        ? { value: Number(trimmed) }
        : { problem: 'A whole number is needed.' };
    case 'float':
      return trimmed !== '' && Number.isFinite(Number(trimmed))
        ? { value: Number(trimmed) }
        : { problem: 'A number is needed.' };
  }
}
