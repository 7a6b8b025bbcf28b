import { marketReadings } from './carbon.ts';
import type { Claim } from './claim.ts';
import { asicWork } from './synergy.ts';

const section = 'challenge';
const regulated =
  'Orders that the dispatch feed tells with a regulatory reason; a rule that bears without an order is not seen.';

export const challenges: readonly Claim[] = [
  {
    id: 'S5.1',
    section,
    statement: 'Mining chips are unfit for AI training.',
    readings: [{ ...asicWork, threshold: { value: 0, direction: 'at_most' } }],
  },
  {
    id: 'S5.2',
    section,
    statement: 'Policy and regulation stand in the way.',
    readings: [
      {
        id: 'curtailed',
        metric: 'regulatory_curtailment_mwh',
        title: 'Energy curtailed by order of a regulator',
        unit: 'MW.h',
        kpi: {},
        minimumDays: 7,
        caveats: [regulated],
      },
      {
        id: 'orders',
        metric: 'regulatory_event_count',
        title: 'Orders of a regulator',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: [regulated],
      },
    ],
  },
  {
    id: 'S5.3',
    section,
    statement: 'Carbon at scale stands in the way.',
    readings: [
      {
        id: 'cue',
        metric: 'cue',
        title: 'Emissions by location per IT energy',
        unit: 'kg/(kW.h)',
        method: 'cue',
        minimumDays: 7,
        caveats: [
          'The claim gives no number to hold it against: what a site emits says nothing of scale by itself.',
          'It follows the grid of the place as much as the site.',
        ],
      },
      ...marketReadings,
      {
        id: 'marginal',
        metric: 'marginal_emissions',
        title: 'Emissions at the margin of the energy drawn',
        unit: 'kg',
        kpi: {},
        minimumDays: 7,
        caveats: ['What the grid would emit less without the site, which no inventory counts.'],
      },
    ],
  },
  {
    id: 'S5.4',
    section,
    statement: 'Success stories are few.',
    readings: [
      {
        id: 'revenue_share',
        metric: 'revenue_share_ai',
        title: 'Share of what both workloads earn that AI earns',
        unit: '1',
        method: 'revenue_share_ai',
        minimumDays: 28,
        caveats: [
          'Modelled: hash at the hashprice, GPU hours at the configured rate and billed share; no invoice is read.',
          'One site is no sample of success.',
        ],
      },
      {
        id: 'slo',
        metric: 'slo_attainment',
        title: 'Share of requests that kept their service level',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: ['Of runs and servers that tell it.'],
      },
    ],
  },
  {
    id: 'S5.5',
    section,
    statement: 'A compute economy emerges.',
    readings: [],
    notTestable: 'It is a narrative; spreads and prices are shown by themselves.',
  },
  {
    id: 'S6.x',
    section,
    statement: 'Efficient and sustainable use decides on progress.',
    readings: [],
    notTestable: 'As stated it says nothing that could fail.',
  },
];
