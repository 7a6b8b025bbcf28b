import { canonicalUnit } from '#catalogue';
import { type QuantityId, quantityOf } from './quantity.ts';

/** How numbers in the unit of a rule become numbers in the unit of its metric's values. */
export interface LimitUnit {
  readonly factor: number;
  /** ISO 4217 currency that the unit names, where the metric is in the currency of the site. */
  readonly currency: string | null;
}

/** `a` in the spelling of the catalogue, or as it is where that cannot be read. */
function spelled(unit: string): string {
  try {
    return canonicalUnit(unit);
  } catch {
    return unit;
  }
}

/** A text as the pattern that matches it and nothing else. */
const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** The currency that a unit has in the place of `{currency}` in another. */
function currencyIn(unit: string, pattern: string): string | undefined {
  if (!pattern.includes('{currency}')) return undefined;
  const [before = '', after = ''] = pattern.split('{currency}').map(literally);
  return new RegExp(`^${before}([A-Z]{3})${after}$`).exec(unit)?.[1];
}

/**
 * Reads the unit of a limit: that in which values of the metric are given, its base unit, or % for a share.
 * A string says what is wrong with it.
 */
export function limitUnit(metric: QuantityId, unit: string | undefined): LimitUnit | string {
  const { display, unit: base } = quantityOf(metric);
  const alike = { factor: 1, currency: null };
  if (unit === undefined)
    return display.unit === '1' ? alike : `is missing: values of ${metric} are in ${display.unit}`;
  if (unit === display.unit) return alike;
  if (unit === '%' && display.unit === '1') return { factor: 0.01, currency: null };
  const code = currencyIn(unit, display.unit);
  if (code !== undefined) return { factor: 1, currency: code };
  if (spelled(unit) !== spelled(base)) return `${unit} does not fit ${metric}, whose values are in ${display.unit}`;
  const isInUsd = display.unit.includes('{currency}') && unit.includes('{USD}');
  return { factor: display.scale, currency: isInUsd ? 'USD' : null };
}
