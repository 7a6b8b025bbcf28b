import type { Chance } from './chance.ts';
import { deviations } from './complementarity.ts';
import { type LoadSeries, quarterMs, weekMs, weekOf } from './series.ts';

const quartersPerWeek = weekMs / quarterMs;

/** Pearson's correlation of the pairs in which both are known. */
export function pearson(ai: readonly (number | null)[], mining: readonly (number | null)[], shift: number): number {
  let [n, sa, sm, saa, smm, sam] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < ai.length; at++) {
    const [one, other] = [ai[at] ?? null, mining[(at + shift) % mining.length] ?? null];
    if (one === null || other === null) continue;
    n++;
    sa += one;
    sm += other;
    saa += one * one;
    smm += other * other;
    sam += one * other;
  }
  const spread = Math.sqrt(Math.max(0, n * saa - sa * sa) * Math.max(0, n * smm - sm * sm));
  return spread > 0 ? (n * sam - sa * sm) / spread : 0;
}

/** Deviation of a workload from the means of its weeks, by quarter of an hour from the start; null where it is not known. */
export function slotsOf(series: LoadSeries, workload: 'ai' | 'mining', count: number): (number | null)[] {
  const slots: (number | null)[] = Array.from({ length: count }, () => null);
  for (const [instant, deviation] of deviations(series)) {
    const at = Math.round((instant - series.from) / quarterMs);
    if (at < slots.length) slots[at] = deviation[workload];
  }
  return slots;
}

/**
 * Two-sided p of the correlation against mining rotated by whole weeks, which keeps the shape of days and weeks and breaks what ties the two to the same
 * instant. All rotations that there are; null for less than two whole weeks.
 */
export function rotationTest(series: LoadSeries): Chance | null {
  const weeks = weekOf(series, series.to);
  if (weeks < 2) return null;
  const count = weeks * quartersPerWeek;
  const [ai, mining] = [slotsOf(series, 'ai', count), slotsOf(series, 'mining', count)];
  const observed = Math.abs(pearson(ai, mining, 0));
  const rotations = weeks - 1;
  let asStrong = 0;
  for (let week = 1; week <= rotations; week++) {
    if (Math.abs(pearson(ai, mining, week * quartersPerWeek)) >= observed) asStrong++;
  }
  return { p: (1 + asStrong) / (1 + rotations), others: rotations, least: 1 / (1 + rotations) };
}
