import { type Claim, fourWeeks } from './claim.ts';
import { contractUse } from './uplift.ts';

const section = 'synergy';
const realised =
  'Realised: metered after dispatch. Where mining is run as what AI leaves, it is complementary by construction.';
const natural =
  'Natural: before dispatch. Mining runs at its greatest load whenever a MWh earns more at the hashprice than it costs, and not at all when it does not; what it makes of a MWh is the mean of the window.';

/** How the demand of both workloads goes together in time, before dispatch and after. */
export const demand: readonly Claim[] = [
  {
    id: 'S2.1',
    section,
    statement: 'AI runs in certain periods and mining around the clock: their demand is mismatched in time.',
    readings: [
      {
        id: 'natural',
        metric: 'compl_corr_natural',
        title: 'Complementarity of demand before dispatch, by correlation within weeks; 0.5 is none',
        unit: '1',
        threshold: { value: 0.5, direction: 'above' },
        method: 'compl_corr_natural',
        minimumDays: fourWeeks,
        caveats: [
          natural,
          'Demand that waits in a queue is not seen: the metered load of AI stands for it, which full boards cap.',
        ],
      },
      {
        id: 'natural_variation',
        metric: 'compl_tv_natural',
        title: 'The same by total variation',
        unit: '1',
        method: 'compl_tv_natural',
        minimumDays: fourWeeks,
        caveats: [natural],
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
      {
        id: 'occupancy',
        metric: 'gpu_occupancy',
        title: 'Share of the boards that could work which jobs held',
        unit: '1',
        kpi: {},
        minimumDays: 7,
      },
      {
        id: 'uptime',
        metric: 'availability_time',
        title: 'Share of the time that miners hashed, orders aside',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: ['It falls when miners yield to AI outside of orders: both sides are read.'],
      },
    ],
  },
];
