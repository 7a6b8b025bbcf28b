import { joule, type Measure, ms, sum } from './measure.ts';

const site = { table: 'site', ...sum } as const;
const currency = { unit: '{currency}', scale: 1 } as const;
const watt = { unit: 'W', scale: 1 } as const;
/** What a site and its halls each count for themselves. */
const once = { overDevices: 'none' } as const;

/** Measures of how a site and its halls meet the power market. */
const priceMeasures = {
  site_negative: {
    ...site,
    ...joule,
    sql: 'negative_j',
    point: 'facility',
    brief: 'Facility energy of the priced instants at a price below 0.',
  },
  site_negative_time: { ...site, ...ms, sql: 'negative_ms', brief: 'Length of those instants.' },
  site_negative_credit: { ...site, ...currency, sql: 'negative_credit', brief: 'Less the price, times that energy.' },
  site_positive: {
    ...site,
    ...joule,
    sql: 'priced_j - negative_j',
    point: 'facility',
    brief: 'Facility energy of the other priced instants.',
  },
  site_positive_time: { ...site, ...ms, sql: 'priced_ms - negative_ms', brief: 'Length of those instants.' },
  site_negative_price_time: {
    ...site,
    ...ms,
    ...once,
    sql: 'negative_price_ms',
    brief: 'Time in which the price is below 0.',
  },
  site_lmp: {
    ...site,
    ...joule,
    sql: 'lmp_j',
    point: 'facility',
    brief: 'Facility energy of the instants in which the price and all its parts are known.',
  },
  site_lmp_time: { ...site, ...ms, sql: 'lmp_ms', brief: 'Length of those instants.' },
  site_lmp_energy: {
    ...site,
    ...currency,
    sql: 'lmp_energy_cost',
    brief: 'Energy part of the price times that energy.',
  },
  site_lmp_congestion: {
    ...site,
    ...currency,
    sql: 'lmp_congestion_cost',
    brief: 'Congestion part of the price times that energy.',
  },
  site_lmp_loss: { ...site, ...currency, sql: 'lmp_loss_cost', brief: 'Loss part of the price times that energy.' },
  site_lmp_rest: {
    ...site,
    ...currency,
    sql: 'lmp_energy_cost + lmp_congestion_cost + lmp_loss_cost - lmp_cost',
    brief: 'Parts less the price, times that energy.',
  },
} as const satisfies Record<string, Measure>;

/** … of what it generates, and when its AI works. */
const supplyMeasures = {
  site_generated: { ...site, ...joule, sql: 'generated_j', brief: 'Energy of the rated generators at Mg.' },
  site_generated_time: { ...site, ...ms, sql: 'generated_ms', brief: 'Time in which it is known.' },
  site_capacity: { ...site, ...joule, sql: 'capacity_j', brief: 'Their rated power times the same time.' },
  site_local: { ...site, ...joule, sql: 'local_j', brief: 'Energy generated at Mg and not exported at M0.' },
  site_local_facility: {
    ...site,
    ...joule,
    sql: 'local_facility_j',
    point: 'facility',
    brief: 'Facility energy of the same time.',
  },
  site_local_time: { ...site, ...ms, sql: 'local_ms', brief: 'Time in which both are covered.' },
  site_avoided_loss: {
    ...site,
    ...joule,
    sql: 'avoided_loss_j',
    brief: 'Energy generated at Mg and not exported at M0, times the loss factor of the grid less that of the site.',
  },
  site_avoided_loss_time: { ...site, ...ms, sql: 'avoided_loss_ms', brief: 'Time in which it is known.' },
  site_calendar_ai: {
    ...site,
    ...joule,
    sql: 'calendar_ai_j',
    point: 'facility',
    brief: 'Facility energy of AI while an off-peak calendar is in force.',
  },
  site_calendar_time: { ...site, ...ms, sql: 'calendar_ms', brief: 'Time in which it is covered.' },
  site_offpeak_ai: {
    ...site,
    ...joule,
    sql: 'offpeak_ai_j',
    point: 'facility',
    brief: 'Part of it in off-peak hours.',
  },
  site_offpeak_time: { ...site, ...ms, sql: 'offpeak_ms', brief: 'Length of those hours.' },
} as const satisfies Record<string, Measure>;

/** … of how it follows orders to curtail. */
const orderMeasures = {
  site_order_time: { ...site, ...ms, sql: 'order_ms', brief: 'Time in which orders would be known.' },
  site_ordered_time: { ...site, ...ms, ...once, sql: 'ordered_ms', brief: 'Part of it under an order to curtail.' },
  site_regulatory_orders: {
    ...site,
    ...once,
    sql: 'regulatory_orders',
    unit: '1',
    scale: 1,
    brief: 'Regulatory orders that began.',
  },
  site_switch_orders: {
    ...site,
    ...once,
    sql: 'switch_orders',
    unit: '1',
    scale: 1,
    brief: 'Economic orders and requests of AI that began.',
  },
  site_curtailed_time: { ...site, ...ms, sql: 'curtailed_ms', brief: 'Time in which what was curtailed is known.' },
  site_baseline: {
    ...site,
    ...joule,
    sql: 'baseline_j',
    point: 'M3',
    brief: 'Feeder energy under orders as it was before them.',
  },
  site_curtailed: { ...site, ...joule, sql: 'curtailed_j', point: 'M3', brief: 'By how much feeders were below it.' },
  site_regulatory: {
    ...site,
    ...joule,
    sql: 'regulatory_j',
    point: 'M3',
    brief: 'Part of what was curtailed that fell under regulatory orders.',
  },
  site_called: {
    ...site,
    ...joule,
    sql: 'called_j',
    point: 'M3',
    brief: 'By how much ordered power was below the baseline, times time.',
  },
  site_delivered: { ...site, ...joule, sql: 'delivered_j', point: 'M3', brief: 'Part of it that was curtailed.' },
  site_requested: {
    ...site,
    ...joule,
    sql: 'requested_j',
    point: 'M3',
    brief: 'What requests of AI asked of mining, times time.',
  },
  site_yielded: { ...site, ...joule, sql: 'yielded_j', point: 'M3', brief: 'What mining curtailed meanwhile.' },
  site_curtailed_hash: {
    ...site,
    sql: 'curtailed_gh',
    unit: '{hash}',
    scale: 1e9,
    brief: 'Rated less accepted hashes of miners under orders.',
  },
  site_avoided: {
    ...site,
    ...currency,
    sql: 'avoided_cost',
    brief: 'Power price times what mining halls curtailed.',
  },
  site_avoided_time: { ...site, ...ms, sql: 'avoided_ms', brief: 'Time in which it is known.' },
  site_foregone: {
    ...site,
    sql: 'foregone_usd',
    unit: '{USD}',
    scale: 1,
    brief: 'Hashprice less pool fee times the hashes that were curtailed.',
  },
  site_foregone_time: { ...site, ...ms, sql: 'foregone_ms', brief: 'Time in which it is known.' },
  site_judged_time: {
    ...site,
    ...ms,
    sql: 'judged_ms',
    brief: 'Time in which no answer to an order that ended is unknown.',
  },
  site_pre: { ...site, ...watt, sql: 'pre_w', point: 'M3', brief: 'Power before orders, of all that ended.' },
  site_depth: { ...site, ...watt, sql: 'depth_w', point: 'M3', brief: 'Least minute of each below it.' },
  site_responses: { ...site, sql: 'responses', unit: '1', scale: 1, brief: 'Orders of which 90 % was done.' },
  site_response_time: { ...site, ...ms, sql: 'response_ms', brief: 'Time until then.' },
  site_ramp: { ...site, ...watt, sql: 'ramp_w', point: 'M3', brief: 'Change of power by then.' },
  site_ai_pre: {
    ...site,
    ...watt,
    sql: 'ai_pre_w',
    point: 'M3',
    brief: 'Power of AI halls before orders of 15 minutes and more.',
  },
  site_ai_depth: { ...site, ...watt, sql: 'ai_depth_w', point: 'M3', brief: 'Least 15 minutes of each below it.' },
} as const satisfies Record<string, Measure>;

/** Measures of the power market and of flexibility. */
export const flexMeasures = { ...priceMeasures, ...supplyMeasures, ...orderMeasures };
