import type { economicAmountNames, economicWholeNames, monthNames } from './economic-names.ts';
import type { Economics } from './economics.ts';

type Fact = { readonly economics: Economics | null };
type Whole = number | bigint;

/** A column of the economics of a site; a hall has none. */
const of =
  (value: (economics: Economics) => Whole) =>
  ({ economics }: Fact): Whole =>
    economics ? value(economics) : 0n;
const amount =
  (value: (economics: Economics) => bigint) =>
  ({ economics }: Fact): bigint =>
    economics ? value(economics) : 0n;

/** Whole numbers of `rollup_site` that add up over time. */
export const economicWholes: Readonly<Record<(typeof economicWholeNames)[number], (fact: Fact) => Whole>> = {
  tariff_j: of(({ power }) => power.joules),
  tariff_ms: of(({ power }) => power.ms),
  tariffed_ms: of(({ power }) => power.tariffMs),
  demand_level_ms: of(({ demand }) => demand.levelMs),
  invoice_ms: of(({ power }) => power.invoiceMs),
  mined_j: of(({ mined }) => mined.joules),
  mined_ms: of(({ mined }) => mined.ms),
  ancillary_ms: of(({ payments }) => payments.ancillary.ms),
  ers_ms: of(({ payments }) => payments.ers.ms),
  cp_j: of(({ peaks }) => peaks.joules),
  cp_ms: of(({ peaks }) => peaks.ms),
  cp_due_ms: of(({ peaks }) => peaks.dueMs),
  cp_avoided_ms: of(({ peaks }) => peaks.avoidedMs),
  reference_ms: of(({ compared }) => compared.ms),
  finance_diff: of(({ costs }) => costs.hash),
  finance_ms: of(({ costs }) => costs.ms),
  lease_ms: of(({ leased }) => leased.ms),
  asset_ms: of(({ built }) => built.assetMs),
  capex_mw_ms: of(({ built }) => built.mwMs),
  capital_ai_j: of(({ recovery }) => recovery.ai.joules),
  capital_ai_ms: of(({ recovery }) => recovery.ai.ms),
  capital_mining_j: of(({ recovery }) => recovery.mining.joules),
  capital_mining_ms: of(({ recovery }) => recovery.mining.ms),
  energized_ms: of(({ energized }) => energized.ms),
  reward_gpu_ms: of(({ rewards }) => rewards.gpuMs),
  reward_ms: of(({ rewards }) => rewards.ms),
};

/** Amounts in units of 10^-12 that add up over time. */
export const economicAmounts: Readonly<Record<(typeof economicAmountNames)[number], (fact: Fact) => bigint>> = {
  tariff_cost: amount(({ power }) => power.cost),
  tariff_credit: amount(({ power }) => power.credit),
  demand_rate_time: amount(({ power }) => power.demandRateTime),
  fixed_time: amount(({ power }) => power.fixedTime),
  invoiced: amount(({ power }) => power.invoiced),
  mined_sat: amount(({ mined }) => mined.sat),
  mined_cost: amount(({ mined }) => mined.cost),
  mined_credit: amount(({ mined }) => mined.credit),
  ancillary_revenue: amount(({ payments }) => payments.ancillary.revenue),
  ers_revenue: amount(({ payments }) => payments.ers.revenue),
  cp_avoided: amount(({ peaks }) => peaks.avoided),
  reference_cost: amount(({ compared }) => compared.reference),
  reference_paid: amount(({ compared }) => compared.paid),
  finance_opex: amount(({ costs }) => costs.opex),
  finance_overhead: amount(({ costs }) => costs.overhead),
  finance_capital: amount(({ costs }) => costs.capital),
  finance_sat: amount(({ costs }) => costs.sat),
  lease_rent: amount(({ leased }) => leased.rent),
  lease_kw_months: amount(({ leased }) => leased.kwMonths),
  asset_time: amount(({ built }) => built.capexTime),
  reused_time: amount(({ built }) => built.reusedTime),
  capex_time: amount(({ built }) => built.contractedCapexTime),
  capex_mw_time: amount(({ built }) => built.mwTime),
  capital_ai: amount(({ recovery }) => recovery.ai.usd),
  capital_mining: amount(({ recovery }) => recovery.mining.usd),
  energize_day_time: amount(({ energized }) => energized.dayTime),
  energized_mw_time: amount(({ energized }) => energized.mwTime),
  reward_usd: amount(({ rewards }) => rewards.usd),
};

/** Columns of months: of 15 minutes what is known of them for themselves. */
const monthWholes = {
  demand_j: of(({ demand }) => demand.joules),
  demand_ms: of(({ demand }) => demand.ms),
  power_j: of(({ known }) => known.joules),
  power_ms: of(({ known }) => known.ms),
  mined_power_ms: of(({ knownMined }) => knownMined.ms),
};

const monthAmounts = {
  demand_charge: amount(() => 0n),
  power_cost: amount(({ known }) => known.cost),
  power_credit: amount(({ known }) => known.credit),
  mined_power_cost: amount(({ knownMined }) => knownMined.cost),
  mined_power_credit: amount(({ knownMined }) => knownMined.credit),
  mined_power_sat: amount(({ knownMined }) => knownMined.sat),
};

type MonthName = (typeof monthNames)[number];
export const monthColumns: {
  readonly wholes: Readonly<Partial<Record<MonthName, (fact: Fact) => Whole>>>;
  readonly amounts: Readonly<Partial<Record<MonthName, (fact: Fact) => bigint>>>;
} = { wholes: monthWholes, amounts: monthAmounts };
