import { groupBy } from '#runtime';
import type { Figure } from './figures.ts';
import { figuresOf } from './growth.ts';

const yearMs = 365.25 * 86_400_000;
/** So many owners are the largest. */
const largest = 5;

/** Owners of chips at the last date of the table, or a year before it, each with its share; null where the table does not reach. */
function sharesOf(figures: readonly Figure[], yearsBack: 0 | 1): number[] | null {
  const owners = figuresOf(figures, 'epoch-ownership');
  const last = owners.reduce((latest, { at }) => Math.max(latest, at), 0);
  const wanted = last - yearsBack * yearMs;
  const at = [...new Set(owners.map((each) => each.at))].find((each) => Math.abs(each - wanted) < yearMs / 26);
  const values = owners.filter((each) => each.at === at).map(({ value }) => value);
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.map((value) => value / total).toSorted((one, other) => other - one) : null;
}

const hhiOf = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share * share, 0);

/** Share of the installed compute that the five largest owners have. */
export const topOwnersShare = (figures: readonly Figure[]): number | null =>
  sharesOf(figures, 0)
    ?.slice(0, largest)
    .reduce((sum, share) => sum + share, 0) ?? null;

/** Sum of the squared shares of the owners. */
export function ownersHhi(figures: readonly Figure[]): number | null {
  const shares = sharesOf(figures, 0);
  return shares && hhiOf(shares);
}

/** The same, less that of a year before. */
export function ownersHhiChange(figures: readonly Figure[]): number | null {
  const [now, before] = [sharesOf(figures, 0), sharesOf(figures, 1)];
  return now && before && hhiOf(now) - hhiOf(before);
}

const quarters = 4;

/** Revenue of the last four quarters of the vendor with most, USD; null without four that follow one another. */
export function vendorRevenue(figures: readonly Figure[]): number | null {
  const byVendor = [...groupBy(figuresOf(figures, 'vendor-revenue'), ({ subject }) => subject).values()];
  const sums = byVendor.flatMap((own) => {
    const last = own.toSorted((one, other) => one.at - other.at).slice(-quarters);
    const [first, end] = [last[0]?.at ?? 0, last.at(-1)?.at ?? 0];
    // From the end of the first quarter to that of the fourth are nine months.
    const isWhole = last.length === quarters && Math.abs(end - first - 0.75 * yearMs) < yearMs / 26;
    return isWhole ? [last.reduce((sum, { value }) => sum + value, 0)] : [];
  });
  return sums.length === 0 ? null : Math.max(...sums);
}
