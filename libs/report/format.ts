import type { Cell, ClaimRow, FigureRow } from './document.ts';

/** A figure for readers: four significant digits, more where it is whole thousands. */
export function digits(value: number): string {
  const isLarge = Math.abs(value) >= 10_000;
  return value.toLocaleString('en', isLarge ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 });
}

/** A figure, or a dash where there is none. */
export const shown = (value: number | null): string => (value === null ? '–' : digits(value));

/** A unit behind a figure; a share has none. */
export const unitText = (unit: string | null): string => (unit === null || unit === '1' ? '' : unit);

export const percent = (share: number | null): string =>
  share === null ? '' : `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;

/** How a figure has changed from the one beside it; empty where that is not known. */
export function changeText(now: Cell | undefined, then: Cell | undefined): string {
  if (typeof now?.value !== 'number' || typeof then?.value !== 'number' || then.value === 0) return '';
  const change = (now.value - then.value) / Math.abs(then.value);
  const text = change.toLocaleString('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  return text;
}

export const placeText = ({ site, hall }: Pick<FigureRow, 'site' | 'hall'>): string =>
  hall === '' ? site : `${site} / ${hall}`;

/** What was measured of a claim: value, interval and unit, or why there is none. */
export function measuredText({ value, low, high, unit, reason, indicative }: ClaimRow): string {
  if (value === null) return reason ?? '';
  const within = low === null || high === null ? '' : ` [${digits(low)}, ${digits(high)}]`;
  const name = unitText(unit);
  return `${digits(value)}${within}${name === '' ? '' : ` ${name}`}${indicative ? ' (indicative)' : ''}`;
}
