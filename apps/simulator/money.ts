import { hourMs, isoOf, minuteMs } from './model/local-time.ts';
import type { SiteModel } from './model/site.ts';

const quarterMs = 15 * minuteMs;
const dayMs = 24 * hourMs;

/** The peak of the system is so long after the start of the site. */
const peakAfterMs = 20 * hourMs;

const months = Array.from({ length: 12 }, (_, index) => index + 1);

/** What the register of a simulated site says of money: figures of the size that sites publish. */
export function moneyOf({ start, inventory }: SiteModel): Readonly<Record<string, readonly object[]>> {
  const { contractedMw: mw, miners, hosts } = inventory;
  const minersUsd = 15 * miners.reduce((sum, { model }) => sum + model.ths, 0);
  const boardsUsd = 32_000 * hosts.reduce((sum, { boards }) => sum + boards, 0);
  const [from, to] = [isoOf(start), isoOf(start + 366 * dayMs)];
  const peak = Math.ceil((start + peakAfterMs) / quarterMs) * quarterMs;
  const bought = { from: isoOf(start - 200 * dayMs) };
  return {
    tariffs: [
      {
        delivery_per_mwh: 6.5,
        tax_share: 0.02,
        credit_per_mwh: 0.5,
        cp_per_kw_year: 62,
        cp_months: months,
        rule_version: '12CP',
      },
    ],
    payments: [
      { programme: 'ancillary', service: 'ECRS', block: 'a', mw: 0.2 * mw, per_mw_h: 7.5, from, to },
      { programme: 'ers', block: 'b', mw: 0.1 * mw, per_mw_h: 9, availability: 0.95, from, to },
    ],
    leases: [{ tenant: 'guest', kw: 100 * mw, rent_per_month: 13_500 * mw, power: 'passed_through' }],
    finance: [
      {
        workload: 'mining',
        site_opex: 9_000 * mw,
        sg_and_a: 5_000 * mw,
        depreciation: minersUsd / 48,
        interest: minersUsd / 120,
      },
    ],
    assets: [
      { class: 'asic', workload: 'mining', capex: minersUsd, life_years: 4, rate: 0.12, ...bought },
      {
        class: 'building',
        workload: 'mining',
        capex: 200_000 * mw,
        reused: 150_000 * mw,
        life_years: 20,
        rate: 0.08,
        ...bought,
      },
      { class: 'gpu', workload: 'ai', capex: boardsUsd, life_years: 5, rate: 0.12, ...bought },
    ],
    builds: [{ mw, started: isoOf(start - 560 * dayMs), ...bought }],
    coincident_peaks: [{ system: 'SIM', from: isoOf(peak), to: isoOf(peak + quarterMs) }],
  };
}
