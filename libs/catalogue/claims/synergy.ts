import { marketReadings } from './carbon.ts';
import { type Claim, fourWeeks, type Reading } from './claim.ts';
import { demand } from './demand.ts';
import { places } from './places.ts';
import { sharingReadings } from './sharing.ts';
import { upliftReadings } from './uplift.ts';

const section = 'synergy';

const byHand = 'As entered in the register: no telemetry speaks of money that was spent.';

const noAsicWork: Reading = {
  id: 'asic_work',
  metric: 'asic_ai_work_share',
  title: 'Share of the AI work that miners do',
  unit: '1',
  threshold: { value: 0, direction: 'above' },
  method: 'asic_ai_work_share',
  minimumDays: 1,
  caveats: [
    'A SHA-256 chip has no programmable multiply-accumulate path; no production use is known.',
    'By energy: of what AI worked with, the part of miners in AI halls on days on which they had no share accepted.',
  ],
};

export const synergy: readonly Claim[] = [
  ...demand,
  {
    id: 'S2.3',
    section,
    statement: 'Mining chips can run some AI tasks.',
    readings: [noAsicWork],
  },
  ...places,
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
        method: 'ai_offpeak_share',
        minimumDays: fourWeeks,
        caveats: [
          'Off-peak are Saturday, Sunday and the hours from 22 to 6 of site time; holidays count as working days.',
        ],
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
      ...(['mining', 'ai'] as const).map((workload): Reading => ({
        id: `elasticity_${workload}`,
        metric: `price_elasticity_${workload}`,
        title: `Change of the ${workload === 'ai' ? 'AI' : 'mining'} load in per cent for a change of the price by one per cent`,
        unit: '1',
        threshold: { value: 0, direction: 'below' },
        method: `price_elasticity_${workload}`,
        minimumDays: fourWeeks,
        caveats: ['At the means of load and price; it compares, it does not explain.'],
      })),
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
        kpi: {},
        minimumDays: 7,
        caveats: ['Liquid cooled racks and air cooled miners share little beyond the substation.'],
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
        title: 'Capital of the assets in service per contracted MW',
        unit: '{currency}/MW',
        kpi: {},
        minimumDays: 1,
        caveats: [
          byHand,
          'Of one site: that a hybrid costs less takes one of each kind. Most of what AI costs is not saved by a shed of miners.',
        ],
      },
      {
        id: 'reused',
        metric: 'reused_asset_share',
        title: 'Share of the assets in service that stood there already, by value',
        unit: '1',
        kpi: {},
        minimumDays: 1,
        caveats: [byHand],
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
      ...marketReadings,
    ],
  },
];

/** The same reading under the opposite claim. */
export const asicWork = noAsicWork;
