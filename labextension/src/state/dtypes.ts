/** Whether a Polars type, as text, is a number: its values stand at the right. */
export function isNumeric(dtype: string): boolean {
  return /^(U?Int\d+|Float\d+|Decimal)\b/i.test(dtype);
}

/** The type without the names of Polars' arguments: `Datetime(us)`, `Datetime(us, Europe/Paris)`. */
export function shortDtype(dtype: string): string {
  return dtype
    .replace(/time_unit='(\w+)'/g, '$1')
    .replace(/, time_zone=None/g, '')
    .replace(/time_zone='([^']*)'/g, '$1')
    .replace(/precision=(\d+), scale=(\d+)/g, '$1, $2');
}
