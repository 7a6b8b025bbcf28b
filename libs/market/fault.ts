import { PipelineError } from '#runtime';

/** Why one row of an answer cannot be used; whoever reads the row names it and the feed. */
export const fault = (field: string, reason: string): PipelineError =>
  new PipelineError('FEED_ANSWER', `${field}: ${reason}`);

const shownLength = 40;
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, shownLength);

/** A decimal number as sources write it; not hexadecimal, infinite or with thousands separators. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** The number in a field; null where it is missing, which is never 0. Throws a fault for anything that is no finite number. */
export function numberIn(field: string, value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return null;
    if (decimal.test(text) && Number.isFinite(Number(text))) return Number(text);
  }
  throw fault(field, `${shown(value)} is no number`);
}

/** The whole number in a field, within bounds. Throws a fault. */
export function wholeIn(field: string, value: unknown, min: number, max: number): number {
  const number = numberIn(field, value);
  if (number === null || !Number.isInteger(number) || number < min || number > max)
    throw fault(field, `${shown(value)} is not a whole number from ${min} to ${max}`);
  return number;
}

/** The text in a field, trimmed; a number becomes its digits. Throws a fault where it is missing or blank. */
export function textIn(field: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (text === '') throw fault(field, value === null || value === undefined ? 'missing' : `${shown(value)} is no text`);
  return text;
}
