/** Points in time and spans of it, without loss below the millisecond that a `Date` ends at. */

/** Arrow's units by number: seconds, milli-, micro- and nanoseconds. */
export type Unit = 0 | 1 | 2 | 3;

const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;
const DIGITS = [0, 3, 6, 9] as const;
const LETTERS = ['s', 'ms', 'µs', 'ns'] as const;
/** The last millisecond that a `Date` can hold. */
const FURTHEST = 8.64e15;

/** Milliseconds since 1970, as a calendar day. */
export function dateText(milliseconds: number): string {
  return Math.abs(milliseconds) > FURTHEST
    ? `${milliseconds / 86_400_000} days since 1970`
    : day(new Date(milliseconds));
}

/** A time of day, counted in `unit` since midnight. */
export function timeText(value: bigint, unit: Unit): string {
  const seconds = value / PER_SECOND[unit];
  return clock(Number(seconds)) + fraction(value % PER_SECOND[unit], unit);
}

/**
 * A point in time: a bigint counts `unit`s since 1970, a number milliseconds (how it comes inside of lists).
 * With a time zone it is shown as clocks there show it.
 */
export function timestampText(value: bigint | number, unit: Unit, zone: string | null): string {
  if (typeof value === 'number') {
    return timestampText(BigInt(Math.round(value * 1000)), 2, zone);
  }
  const seconds = floorDivide(value, PER_SECOND[unit]);
  const milliseconds = Number(seconds) * 1000;
  if (Math.abs(milliseconds) > FURTHEST) {
    return `${value} ${LETTERS[unit]} since 1970`;
  }
  const rest = fraction(value - seconds * PER_SECOND[unit], unit);
  const date = new Date(milliseconds);
  return zone ? zoned(date, zone, rest) : `${day(date)} ${clock(secondsOfDay(date))}${rest}`;
}

/** "1d 2h 3m 4.5s", as Polars writes durations. */
export function durationText(value: bigint, unit: Unit): string {
  const size = value < 0n ? -value : value;
  const seconds = size / PER_SECOND[unit];
  const rest = fraction(size % PER_SECOND[unit], unit);
  const parts = [
    [seconds / 86_400n, 'd'],
    [(seconds / 3600n) % 24n, 'h'],
    [(seconds / 60n) % 60n, 'm']
  ] as const;
  const words = parts.filter(([amount]) => amount > 0n).map(([amount, letter]) => `${amount}${letter}`);
  if (seconds % 60n > 0n || rest || words.length === 0) {
    words.push(`${seconds % 60n}${rest.replace(/0+$/, '')}s`);
  }
  return (value < 0n ? '-' : '') + words.join(' ');
}

function day(date: Date): string {
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, '0');
  return `${year < 0 ? '-' : ''}${digits}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

function secondsOfDay(date: Date): number {
  return date.getUTCHours() * 3600 + date.getUTCMinutes() * 60 + date.getUTCSeconds();
}

function clock(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Milli-, micro- or nanoseconds, whichever are enough. */
function fraction(rest: bigint, unit: Unit): string {
  return rest === 0n ? '' : `.${rest.toString().padStart(DIGITS[unit], '0').replace(/(000)+$/, '')}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** A zone that the browser does not know is shown in UTC, and says so. */
function zoned(date: Date, zone: string, rest: string): string {
  const format = formats.get(zone) ?? zoneFormat(zone);
  formats.set(zone, format);
  if (!format) {
    return `${day(date)} ${clock(secondsOfDay(date))}${rest} UTC`;
  }
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const calendar = `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`;
  return `${calendar} ${parts.hour}:${parts.minute}:${parts.second}${rest} ${parts.timeZoneName}`;
}

function zoneFormat(zone: string): Intl.DateTimeFormat | null {
  const digits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...digits,
      year: 'numeric',
      hourCycle: 'h23',
      timeZone: zone,
      timeZoneName: 'short'
    });
  } catch {
    return null;
  }
}
