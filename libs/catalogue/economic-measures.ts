import { difficulty, joule, type Measure, ms, sum } from './measure.ts';

const site = { table: 'site', ...sum } as const;
const money = { unit: '{currency}', scale: 1 } as const;
const bitcoin = { unit: '{BTC}', scale: 1e-8 } as const;
/** Of what is held over time: megawatts, or an amount, times ms. */
const megawattTime = { unit: 'J', scale: 1e3 } as const;
const moneyTime = { unit: '{currency}.s', scale: 1e-3 } as const;
const millisecondsPerDay = 86_400_000;

/** Measures of what power and coins cost a site, and of what its register says of money. */
export const economicMeasures = {
  site_power_net: {
    ...site,
    ...money,
    sql: 'power_cost - power_credit',
    brief: 'Energy at the market price and the tariff, demand charges and invoices, less credits.',
  },
  site_power_energy: { ...site, ...joule, sql: 'power_j', point: 'M0', brief: 'Energy of the grid behind it.' },
  site_power_time: { ...site, ...ms, sql: 'power_ms', brief: 'Time in which all of that is known.' },
  site_demand_charge: {
    ...site,
    ...money,
    sql: 'demand_charge',
    brief: 'Greatest 15-minute mean of each month times the rate.',
  },
  site_demand_time: { ...site, ...ms, sql: 'demand_ms', brief: 'Time of the whole months that it was taken of.' },
  site_mined_gross: {
    ...site,
    ...money,
    sql: 'mined_power_cost',
    brief: "Mining's part of the cost of power, before credits.",
  },
  site_mined_credit: { ...site, ...money, sql: 'mined_power_credit', brief: "Mining's part of the credits." },
  site_mined_net: {
    ...site,
    ...money,
    sql: 'mined_power_cost - mined_power_credit',
    brief: "Mining's part of the cost of power, less credits.",
  },
  site_mined_reward: {
    ...site,
    ...bitcoin,
    sql: 'mined_power_sat',
    brief: 'Accepted hashes times the expected reward of the same time.',
  },
  site_mined_time: { ...site, ...ms, sql: 'mined_power_ms', brief: 'Time in which all of that is known.' },
  site_running_cost: {
    ...site,
    ...money,
    sql: 'finance_opex + finance_overhead',
    brief: 'Site costs and overhead of mining.',
  },
  site_opex: { ...site, ...money, sql: 'finance_opex', brief: 'Site costs of mining.' },
  site_capital_cost: { ...site, ...money, sql: 'finance_capital', brief: 'Depreciation and interest of mining.' },
  site_finance_reward: { ...site, ...bitcoin, sql: 'finance_sat', brief: 'Expected reward of the same time.' },
  site_finance_hash: { ...site, ...difficulty, sql: 'finance_diff', brief: 'Accepted hashes of the same time.' },
  site_finance_time: {
    ...site,
    ...ms,
    sql: 'finance_ms',
    brief: 'Time in which costs are listed and the hashes and their reward are known.',
  },
  site_ancillary_revenue: {
    ...site,
    ...money,
    sql: 'ancillary_revenue',
    brief: 'Awards of ancillary services times their price, where booked as revenue.',
  },
  site_ancillary_time: { ...site, ...ms, sql: 'ancillary_ms', brief: 'Time in which awards are listed.' },
  site_ers_revenue: {
    ...site,
    ...money,
    sql: 'ers_revenue',
    brief: 'Contracted emergency response times price and availability, where booked as revenue.',
  },
  site_ers_time: { ...site, ...ms, sql: 'ers_ms', brief: 'Time in which contracts are listed.' },
  site_cp_energy: { ...site, ...joule, sql: 'cp_j', point: 'M0', brief: 'Energy drawn at coincident peaks.' },
  site_cp_time: { ...site, ...ms, sql: 'cp_ms', brief: 'Time of the peaks in which it is known.' },
  site_cp_due: { ...site, ...ms, sql: 'cp_due_ms', brief: 'Length of the peaks.' },
  site_cp_avoided: {
    ...site,
    ...money,
    sql: 'cp_avoided',
    brief: 'Contracted power less what was drawn, as a mean over the peaks, times the yearly rate.',
  },
  site_cp_avoided_time: {
    ...site,
    ...ms,
    sql: 'cp_avoided_ms',
    brief: 'Time of the peaks in which draw, contract and rate are known.',
  },
  site_reference_saving: {
    ...site,
    ...money,
    sql: 'reference_cost - reference_paid',
    brief: 'What the energy drawn costs at the reference price, less what it costs at that of the site.',
  },
  site_reference_cost: {
    ...site,
    ...money,
    sql: 'reference_cost',
    brief: 'What it costs at the reference price.',
  },
  site_reference_time: { ...site, ...ms, sql: 'reference_ms', brief: 'Time in which both prices are known.' },
  site_lease_rent: { ...site, ...money, sql: 'lease_rent', brief: 'Rent of the space that is let.' },
  site_leased: { ...site, unit: 'W.mo', scale: 1e3, sql: 'lease_kw_months', brief: 'Power let times months.' },
  site_lease_time: { ...site, ...ms, sql: 'lease_ms', brief: 'Time in which space is let.' },
  site_assets: { ...site, ...moneyTime, sql: 'asset_time + reused_time', brief: 'Value of the assets times time.' },
  site_assets_reused: { ...site, ...moneyTime, sql: 'reused_time', brief: 'Part of it that stood there already.' },
  site_asset_time: { ...site, ...ms, sql: 'asset_ms', brief: 'Time in which assets are listed.' },
  site_capex: { ...site, ...moneyTime, sql: 'capex_time', brief: 'Capital spent on the assets in service times time.' },
  site_capex_power: { ...site, ...megawattTime, sql: 'capex_mw_time', brief: 'Contracted power of the same time.' },
  site_capex_time: { ...site, ...ms, sql: 'capex_mw_ms', brief: 'Time in which both are listed.' },
  site_capital_ai: { ...site, ...money, sql: 'capital_ai', brief: 'Capital of AI that comes back, by annuity.' },
  site_capital_ai_energy: {
    ...site,
    ...joule,
    sql: 'capital_ai_j',
    point: 'facility',
    brief: 'Facility energy of AI of the same time.',
  },
  site_capital_ai_time: { ...site, ...ms, sql: 'capital_ai_ms', brief: 'Time in which both are known.' },
  site_capital_mining: {
    ...site,
    ...money,
    sql: 'capital_mining',
    brief: 'Capital of mining that comes back, by annuity.',
  },
  site_capital_mining_energy: {
    ...site,
    ...joule,
    sql: 'capital_mining_j',
    point: 'facility',
    brief: 'Facility energy of mining of the same time.',
  },
  site_capital_mining_time: { ...site, ...ms, sql: 'capital_mining_ms', brief: 'Time in which both are known.' },
  site_energize: {
    ...site,
    unit: 'J.s',
    scale: 1e3 * (millisecondsPerDay / 1e3),
    sql: 'energize_day_time',
    brief: 'Power that was built times the time from the decision to energising, times time in service.',
  },
  site_energized: {
    ...site,
    ...megawattTime,
    sql: 'energized_mw_time',
    brief: 'Power that was built times the same time.',
  },
  site_energized_time: { ...site, ...ms, sql: 'energized_ms', brief: 'Time in which builds are in service.' },
} as const satisfies Record<string, Measure>;
