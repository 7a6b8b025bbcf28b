import type { Claim, Reading } from './claim.ts';
import { sharingReadings } from './sharing.ts';
import { contractUse, upliftReadings } from './uplift.ts';

const section = 'synergy';
/** Weeks in which load of both kinds is known: fewer say nothing about a week's pattern. */
const fourWeeks = 28;
const realised =
  'Realised: metered after dispatch. Where mining is run as what AI leaves, it is complementary by construction.';

const noAsicWork: Reading = {
  id: 'asic_work',
  metric: 'asic_ai_work_share',
  title: 'Share of the AI work that miners do',
  unit: '1',
  threshold: { value: 0, direction: 'above' },
  method: 'asic_ai_work_share',
  minimumDays: 1,
  caveats: ['A SHA-256 chip has no programmable multiply-accumulate path; no production use is known.'],
};

export const synergy: readonly Claim[] = [
  {
    id: 'S2.1',
    section,
    statement: 'AI runs in certain periods and mining around the clock: their demand is mismatched in time.',
    readings: [
      {
        id: 'natural',
        metric: 'compl_corr',
        title: 'Complementarity of demand before dispatch, by correlation',
        unit: '1',
        threshold: { value: 0.5, direction: 'above' },
        needs: 'queued demand for GPUs, and the plan that mining would follow on price alone',
      },
      {
        id: 'load_factors',
        metric: 'load_factor_gap',
        title: 'Load factor of mining less that of AI',
        unit: '1',
        threshold: { value: 0, direction: 'above' },
        method: 'load_factor_gap',
        minimumDays: fourWeeks,
        caveats: ['Curtailed mining has a lower load factor than it would have by itself.'],
      },
    ],
  },
  {
    id: 'S2.2',
    section,
    statement: 'Sharing raises utilisation and leaves less hardware idle.',
    readings: [
      {
        id: 'gain',
        metric: 'utilization_gain',
        title: 'Use of the shared contract, less that of two contracts of the 99.9 % peak of each workload',
        unit: '1',
        threshold: { value: 0, direction: 'above' },
        method: 'utilization_gain',
        minimumDays: fourWeeks,
        caveats: ['The peaks of the separate sites are those of the window; they are not drawn again.'],
      },
      {
        id: 'correlation',
        metric: 'compl_corr',
        title: 'Complementarity of load by correlation within weeks; 0.5 is none',
        unit: '1',
        threshold: { value: 0.5, direction: 'above' },
        method: 'compl_corr',
        minimumDays: fourWeeks,
        caveats: [realised, 'It ignores how large the two are.'],
      },
      {
        id: 'variation',
        metric: 'compl_tv',
        title: 'Complementarity of load by total variation',
        unit: '1',
        method: 'compl_tv',
        minimumDays: fourWeeks,
        caveats: [realised],
      },
      {
        id: 'deviation',
        metric: 'compl_sd',
        title: 'Complementarity of load by standard deviation',
        unit: '1',
        method: 'compl_sd',
        minimumDays: fourWeeks,
        caveats: [realised],
      },
      {
        id: 'coincidence',
        metric: 'coincidence_factor',
        title: 'Peak of both together, divided by the sum of their peaks',
        unit: '1',
        method: 'coincidence_factor',
        minimumDays: fourWeeks,
      },
      {
        id: 'load_factor',
        metric: 'load_factor_uplift',
        title: 'Load factor of both together, against that of two separate peaks',
        unit: '1',
        method: 'load_factor_uplift',
        minimumDays: fourWeeks,
      },
      {
        id: 'headroom',
        metric: 'headroom_fill_ratio',
        title: 'Share of the contracted power left by AI that mining fills',
        unit: '1',
        method: 'headroom_fill_ratio',
        minimumDays: fourWeeks,
      },
      {
        id: 'stranded',
        metric: 'stranded_mw_hours',
        title: 'Contracted energy that neither workload used, in the whole window',
        unit: 'MW.h',
        method: 'stranded_mw_hours',
        minimumDays: fourWeeks,
      },
      contractUse,
    ],
  },
  {
    id: 'S2.3',
    section,
    statement: 'Mining chips can run some AI tasks.',
    readings: [noAsicWork],
  },
  {
    id: 'S2.4',
    section,
    statement: 'Mines are where power is cheap.',
    readings: [
      {
        id: 'discount',
        metric: 'site_price_discount',
        title: 'Price at the site against that of a hub in the same hours',
        unit: '1',
        threshold: { value: 0, direction: 'above' },
        needs: 'prices of a reference hub beside those of the site',
      },
    ],
  },
  {
    id: 'S2.5',
    section,
    statement: 'Where mines are, energy is wasted.',
    readings: [
      {
        id: 'negative_prices',
        metric: 'negative_price_hours',
        title: 'Time in which the price at the site is negative',
        unit: 'h',
        method: 'negative_price_hours',
        minimumDays: 7,
        caveats: ['A negative price is a sign of spilled energy, no proof of it.'],
      },
    ],
  },
  {
    id: 'S2.6',
    section,
    statement: 'AI data centres are where power is dear and stable.',
    readings: [
      {
        id: 'site_classes',
        metric: 'price_by_site_class',
        title: 'Price and outages by class of site',
        unit: '1',
        needs: 'several sites of each class, with prices and outages',
      },
    ],
  },
  {
    id: 'S2.7',
    section,
    statement: 'Using energy where it is made saves transmission losses.',
    readings: [
      {
        id: 'local',
        metric: 'local_consumption_share',
        title: 'Share of the energy that never crosses the utility meter',
        unit: '1',
        needs: 'a metered generator behind the meter',
      },
    ],
  },
  {
    id: 'S2.8',
    section,
    statement: 'Mines lend compute to AI training off-peak.',
    readings: [
      {
        id: 'off_peak',
        metric: 'ai_offpeak_share',
        title: 'Off-peak share of the AI energy, against the off-peak share of the hours',
        unit: '1',
        threshold: { value: 1, direction: 'above' },
        needs: 'the off-peak calendar of the market, with its holidays',
      },
    ],
  },
  {
    id: 'S2.9',
    section,
    statement: 'Compute changes its use when power is in surplus.',
    readings: [
      {
        id: 'mining',
        metric: 'surplus_response',
        title: 'Mining load in the cheapest tenth of the time less that in the rest',
        unit: 'kW',
        threshold: { value: 0, direction: 'above' },
        method: 'surplus_response_mining',
        minimumDays: fourWeeks,
        caveats: ['Hours of low price differ in other ways too: this compares, it does not explain.'],
      },
      {
        id: 'ai',
        metric: 'surplus_response',
        title: 'AI load in the cheapest tenth of the time less that in the rest',
        unit: 'kW',
        threshold: { value: 0, direction: 'above' },
        method: 'surplus_response_ai',
        minimumDays: fourWeeks,
        caveats: ['Hours of low price differ in other ways too: this compares, it does not explain.'],
      },
    ],
  },
  {
    id: 'S2.10',
    section,
    statement: 'Both need compute and cooling, so infrastructure can be shared.',
    readings: [
      {
        id: 'shared',
        metric: 'shared_infra_energy_share',
        title: 'Share of the energy through transformers and cooling loops of both',
        unit: '1',
        needs: 'which transformers and loops the register says are shared',
      },
    ],
  },
  {
    id: 'S2.11',
    section,
    statement: 'Hybrid data centres appear.',
    readings: sharingReadings,
  },
  {
    id: 'S2.12',
    section,
    statement: 'A hybrid costs less to build.',
    readings: [
      {
        id: 'capex',
        metric: 'capex_per_mw',
        title: 'Cost of building by type of site',
        unit: '{USD}/MW',
        needs: 'what was paid, entered by hand',
      },
    ],
  },
  {
    id: 'S2.13',
    section,
    statement: 'A hybrid operates more efficiently.',
    readings: upliftReadings,
  },
  {
    id: 'S2.14',
    section,
    statement: 'Modular sites on renewable power are carbon neutral or better.',
    readings: [
      {
        id: 'carbon',
        metric: 'scope2_location',
        title: 'Emissions of the energy drawn in the whole window, by location',
        unit: 'kg',
        threshold: { value: 0, direction: 'at_most' },
        method: 'scope2_location',
        minimumDays: 7,
        caveats: [
          'Avoided emissions are never set off against them.',
          'By location they are 0 only where nothing is drawn from the grid: certificates and contracts for renewable power count in the market-based method, which needs them.',
          'What the site burns itself, and what building it emitted, is no part of them.',
          'Recent intensities are estimates until they are measured, and where no feed tells of any the yearly factor stands in.',
        ],
      },
    ],
  },
];

/** The same reading under the opposite claim. */
export const asicWork = noAsicWork;
