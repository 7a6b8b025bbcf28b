import type { Claim, Reading } from './claim.ts';
import { asicWork } from './synergy.ts';
import { plainUplift, strictUplift } from './uplift.ts';

const section = { chain: 'blockchain', prediction: 'prediction' } as const;
const ownSite = ({ caveats = [] }: Reading): string[] => [
  'Own sites cannot prove a claim about the world.',
  ...caveats,
];
const world = 'Of a public table that was imported: it says nothing of the site.';
const notOfSites = 'It is about a company, not about what a site measures.';

export const outlook: readonly Claim[] = [
  {
    id: 'S3.1',
    section: section.chain,
    statement: 'A chain gives data rights and provenance, and pays those whose data is used.',
    readings: [
      {
        id: 'provenance',
        metric: 'provenance_coverage',
        title: 'Share of AI jobs with a signed manifest of their data',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: ['Whether a manifest is true is not measured; ordinary signing does it without a chain.'],
      },
    ],
  },
  {
    id: 'S3.2',
    section: section.chain,
    statement: 'A chain helps privacy.',
    readings: [],
    notTestable: 'Telemetry holds nothing about it.',
  },
  {
    id: 'S3.3',
    section: section.chain,
    statement: 'Training leaves the few large firms.',
    readings: [
      {
        id: 'owners',
        metric: 'top_n_compute_share',
        title: 'Share of the installed compute that the five largest owners have',
        unit: '1',
        method: 'top_owners_share',
        minimumDays: 0,
        caveats: [world],
      },
      {
        id: 'hhi',
        metric: 'owners_hhi',
        title: 'Concentration of the installed compute by owner',
        unit: '1',
        method: 'owners_hhi',
        minimumDays: 0,
        caveats: [world],
      },
      {
        id: 'hhi_change',
        metric: 'owners_hhi',
        title: 'The same, less that of a year before',
        unit: '1',
        threshold: { value: 0, direction: 'below' },
        method: 'owners_hhi_change',
        minimumDays: 0,
        caveats: [world, 'A number without an interval: the estimates of owners have one that is not added up.'],
      },
    ],
  },
  {
    id: 'S3.4',
    section: section.chain,
    statement: 'Training spread over a chain is secure, transparent and rewarded.',
    readings: [
      {
        id: 'goodput',
        metric: 'distributed_goodput',
        title: 'Productive share of the GPU time of jobs over several sites',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: ['Of runs that have ended and tell it; to be held against the same model in one hall.'],
      },
    ],
  },
  {
    id: 'S3.5',
    section: section.chain,
    statement: 'Tokens are an incentive and a source of finance.',
    readings: [
      {
        id: 'reward',
        metric: 'token_reward_per_gpu_hour',
        title: 'Tokens received per GPU hour, at their price on receipt',
        unit: 'USD/GPU-h',
        kpi: {},
        minimumDays: 7,
        caveats: ['A token may be worth less by the time that it is sold.'],
      },
      {
        id: 'market',
        metric: 'gpu_hour_price',
        title: 'What the market asks for a GPU hour, to hold it against',
        unit: 'USD/GPU-h',
        kpi: {},
        minimumDays: 7,
        caveats: ['Offers are asked for, not paid.'],
      },
    ],
  },
  {
    id: 'S3.6',
    section: section.chain,
    statement: 'Governance by token holders is more transparent and fair.',
    readings: [],
    notTestable: 'It happens off the site.',
  },
  {
    id: 'S4.1',
    section: section.prediction,
    statement: 'The mining market is worth 100 billion dollars or more by 2030.',
    readings: [
      {
        id: 'revenue',
        metric: 'network_miner_revenue_usd',
        title: "All miners' revenue of 365 days",
        unit: '{USD}',
        threshold: { value: 1e11, direction: 'at_least' },
        kpi: { lastDays: 365 },
        minimumDays: 347,
        caveats: [
          'The market is not defined: revenue, sales of hardware and market value differ.',
          'Days that are not known, eighteen at most, are no part of the sum.',
        ],
      },
      {
        id: 'implied_price',
        metric: 'implied_btc_price_for_100b',
        title: 'Price of a bitcoin at which that is the revenue, at a subsidy of 1.5625 and fees of 5 %',
        unit: '{USD}',
        method: 'implied_btc_price',
        minimumDays: 0,
      },
    ],
  },
  {
    id: 'S4.2',
    section: section.prediction,
    statement: 'The market for AI training is worth 150 billion dollars in the same time.',
    readings: [
      {
        id: 'vendor',
        metric: 'vendor_datacentre_revenue',
        title: 'Data-centre revenue of the leading vendor in four quarters',
        unit: '{USD}',
        threshold: { value: 1.5e11, direction: 'at_least' },
        method: 'vendor_revenue',
        minimumDays: 0,
        caveats: ['It includes inference, so that it is an upper bound.', world],
      },
    ],
  },
  {
    id: 'S4.3',
    section: section.prediction,
    statement: 'Synergy makes compute infrastructure 30 % more efficient, or more.',
    readings: [
      { ...strictUplift, threshold: { value: 0.3, direction: 'at_least' }, caveats: ownSite(strictUplift) },
      { ...plainUplift, caveats: ownSite(plainUplift) },
    ],
  },
  {
    id: 'S4.4',
    section: section.prediction,
    statement: 'Mining lends compute to AI, at the edge and at low power above all.',
    readings: [
      asicWork,
      {
        id: 'released',
        metric: 'mw_released_to_ai',
        title: 'Energy that mining released to AI',
        unit: 'MW.h',
        method: 'mw_released_to_ai',
        minimumDays: 1,
        caveats: [
          'Megawatts, not chips: the two are kept apart.',
          'Of curtailments with the reason ai_request, against the hour before each: the less of what mining gave up and AI took.',
        ],
      },
    ],
  },
  ...[
    ['S4.5', 'The author of the thesis has bought such companies.'],
    ['S4.6', 'A payments company mines as well.'],
    ['S4.7', 'The leading maker of AI chips supports mining as well.'],
    ['S4.8', 'A large North American miner explores the hybrid.'],
  ].map(([id = '', statement = '']) => ({
    id,
    section: section.prediction,
    statement,
    readings: [],
    notTestable: notOfSites,
  })),
];
