import type { Claim, Reading } from './claim.ts';

const section = 'background';
const modelled = 'Modelled: hash at the hashprice, GPU hours at the configured rate and billed share.';
const capital =
  'Capital comes back by annuity over the life of what the register lists, and is spread over the energy of the window: one in which little ran is dear.';
const trend =
  'A trend carried on to the end of 2030, which nothing guarantees: power is the usual brake. The base year is not given: 2023 and 2024 are both read.';
const poolShare =
  "A pool's share is not a miner's share. Of the window as a whole: pools do not add up over days, so that it has no interval.";
/** A course of fewer months is no trend. */
const aYear = 365;
const ownGrowth =
  'The base is the first whole month of the window, since no year is given; the line through the logarithms of its months is carried on to the end of 2030, which nothing guarantees.';
const ownFleet =
  'Of runs that have ended and tell their tokens and the arithmetic of a token. One fleet says nothing of the world.';
const world = 'Of a public table that was imported: it says nothing of the site.';

/** The largest training run, and the installed base, by the end of 2030 against a base year. */
const projections = ([2023, 2024] as const).flatMap((base): Reading[] => [
  {
    id: `frontier_${base}`,
    metric: 'train_compute_growth',
    title: `Compute of the largest training runs by 2030 against ${base}, at the growth of the ten largest since 2018`,
    unit: '1',
    threshold: { value: 100, direction: 'above' },
    method: `frontier_${base}`,
    minimumDays: 0,
    caveats: [trend, world],
  },
  {
    id: `installed_${base}`,
    metric: 'installed_compute_growth',
    title: `Installed H100 equivalents of the largest maker by 2030 against ${base}, at the growth of the last four quarters`,
    unit: '1',
    threshold: { value: 100, direction: 'above' },
    method: `installed_${base}`,
    minimumDays: 0,
    caveats: [
      trend,
      world,
      'The interval takes the ends of the estimates that are farthest apart, and so is wider than it need be.',
    ],
  },
]);

export const background: readonly Claim[] = [
  {
    id: 'S0.1',
    section,
    statement: 'Investment in technology shifts from single breakthroughs to synergy across fields.',
    readings: [],
    notTestable: 'It is context: no quantity of a site speaks to it.',
  },
  {
    id: 'S0.2',
    section,
    statement: 'A report of 2024 finds significant synergy between mining and AI.',
    readings: [],
    notTestable: 'It is about a document: no stored source confirms it.',
  },
  {
    id: 'S1.1',
    section,
    statement: 'Demand for AI compute grows exponentially with large models.',
    readings: [
      {
        id: 'training_growth',
        metric: 'train_compute_growth',
        title: 'By how many times a year the compute of notable training runs has grown since 2010',
        unit: '1',
        threshold: { value: 1, direction: 'above' },
        method: 'train_compute_growth',
        minimumDays: 0,
        caveats: ['Which models are counted changes the slope.', world],
      },
    ],
  },
  {
    id: 'S1.2',
    section,
    statement: 'Training compute grows more than a hundredfold by 2030.',
    readings: [
      ...projections,
      {
        id: 'frontier_run',
        metric: 'train_compute_growth',
        title: 'Compute of the largest training run so far against that of 2023',
        unit: '1',
        method: 'frontier_ratio',
        minimumDays: 0,
        caveats: [world],
      },
      {
        id: 'own_fleet',
        metric: 'training_compute_growth_own',
        title: 'Training compute of the own fleet by the end of 2030 against the first month, as its months grow',
        unit: '1',
        threshold: { value: 100, direction: 'above' },
        kpi: { growthOf: 'training_compute' },
        minimumDays: aYear,
        caveats: [ownGrowth, ownFleet],
      },
    ],
  },
  {
    id: 'S1.3',
    section,
    statement: 'Inference compute grows more than fiftyfold by 2030.',
    readings: [
      {
        id: 'own_fleet',
        metric: 'inference_compute_growth_own',
        title: 'Inference compute of the own fleet by the end of 2030 against the first month, as its months grow',
        unit: '1',
        threshold: { value: 50, direction: 'above' },
        kpi: { growthOf: 'inference_compute' },
        minimumDays: aYear,
        caveats: [ownGrowth, ownFleet, 'Tokens of models of different size are not comparable: their arithmetic is.'],
      },
    ],
  },
  {
    id: 'S1.4',
    section,
    statement: 'That growth strains the capacity, energy and infrastructure of data centres.',
    readings: [
      {
        id: 'contract',
        metric: 'power_capacity_utilization',
        title: 'Share of the contracted power that is used',
        unit: '1',
        method: 'power_capacity_utilization',
        minimumDays: 7,
        caveats: ['One site says nothing of the world.'],
      },
      {
        id: 'queue',
        metric: 'queue_wait',
        title: 'Mean wait of a run before it starts',
        unit: 'min',
        kpi: {},
        minimumDays: 7,
        caveats: ['One site says nothing of the world.'],
      },
    ],
  },
  {
    id: 'S1.5',
    section,
    statement: "Bitcoin's security rests on dispersed hash rate and energy spent.",
    readings: [
      {
        id: 'pools',
        metric: 'pool_hhi',
        title: 'Concentration of blocks by pool',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: [poolShare],
      },
      {
        id: 'nakamoto',
        metric: 'nakamoto_number',
        title: 'Fewest pools that found more than half of the blocks',
        unit: '1',
        kpi: {},
        minimumDays: 7,
        caveats: [poolShare],
      },
      {
        id: 'network',
        metric: 'network_hashrate',
        title: 'Hash rate of the network',
        unit: 'EH/s',
        kpi: {},
        minimumDays: 7,
        caveats: ['Of the blocks of the window: over a day its chance is about 8 %.'],
      },
    ],
  },
  {
    id: 'S1.6',
    section,
    statement: 'Despite criticism the network is decentralised, secure and stable.',
    readings: [
      {
        id: 'adjustments',
        metric: 'difficulty_adjustment_variance',
        title: 'Standard deviation of the adjustments of the difficulty',
        unit: '1',
        method: 'difficulty_spread',
        minimumDays: 0,
        caveats: [
          'Of twelve adjustments at least, as the chain feed of the site told them; it is half of what stability is.',
        ],
      },
      {
        id: 'orphans',
        metric: 'orphan_rate',
        title: 'Share of blocks that were orphaned',
        unit: '1',
        kpi: {},
        minimumDays: 28,
        caveats: ['Of those that the chain feed of the site told.'],
      },
    ],
  },
  {
    id: 'S1.7',
    section,
    statement: 'Compute spent on the network is not waste and can work with AI.',
    readings: [
      {
        id: 'negative_prices',
        metric: 'negative_price_capture',
        title: 'Share of mining energy used at negative prices, against the share of such time',
        unit: '1',
        threshold: { value: 1, direction: 'above' },
        method: 'negative_price_capture',
        minimumDays: 28,
        caveats: [
          'Waste is a word of value: only the parts can be measured.',
          'By quarters of an hour whose mean price is negative; a negative price is no proof of energy that would have been spilled.',
        ],
      },
      {
        id: 'absorbed',
        metric: 'curtailed_renewable_absorbed_mwh',
        title: 'Energy used at negative prices, no more than was curtailed in the zone on the day',
        unit: 'MW.h',
        method: 'curtailed_renewable_absorbed',
        minimumDays: 7,
        caveats: ['An upper bound: others in the zone use energy at negative prices too.'],
      },
      {
        id: 'value_mining',
        metric: 'useful_value_per_mwh',
        title: 'What a MWh earns in mining, after the fee of the pool',
        unit: '{USD}/(MW.h)',
        method: 'useful_value_mining',
        minimumDays: 28,
        caveats: [modelled],
      },
      {
        id: 'value_ai',
        metric: 'useful_value_per_mwh',
        title: 'What a MWh earns in AI',
        unit: '{USD}/(MW.h)',
        method: 'useful_value_ai',
        minimumDays: 28,
        caveats: [modelled],
      },
      {
        id: 'spread',
        metric: 'compute_spread',
        title: 'What a MWh earns more in AI than in mining',
        unit: '{USD}/(MW.h)',
        method: 'compute_spread',
        minimumDays: 28,
        caveats: [modelled, 'Before capital, of which a GPU takes many times what a miner does.'],
      },
      {
        id: 'spread_net',
        metric: 'compute_spread_net',
        title: 'The same after a charge for capital',
        unit: '{USD}/(MW.h)',
        method: 'compute_spread_net',
        minimumDays: 28,
        caveats: [modelled, capital],
      },
    ],
  },
];
