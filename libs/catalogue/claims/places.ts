import { type Claim, fourWeeks } from './claim.ts';

const section = 'synergy';

/** Of where sites are, and what power is there. */
export const places: readonly Claim[] = [
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
        kpi: {},
        minimumDays: fourWeeks,
        caveats: ['Prices of the feeds: without delivery, demand charges and taxes of either.'],
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
      {
        id: 'curtailed',
        metric: 'curtailment_mwh_zone',
        title: 'Wind and solar energy that was curtailed in the zone',
        unit: 'MW.h',
        method: 'curtailment_zone',
        minimumDays: 1,
        caveats: ['As the ISO reports it, of all zones that were imported and on the days that they have.'],
      },
      {
        id: 'co_located',
        metric: 'co_located_curtailment_absorbed_mwh',
        title: 'Energy of plants behind the meter that the site used at negative prices',
        unit: 'MW.h',
        method: 'co_located_curtailment_absorbed',
        minimumDays: 7,
        caveats: ['An upper bound of what would have been spilled without the site.'],
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
        title: 'Mean price at sites of AI alone less that at sites of mining alone',
        unit: '{currency}/MWh',
        threshold: { value: 0, direction: 'above' },
        kpi: { of: 'mean_price', isBetweenClasses: true },
        minimumDays: fourWeeks,
        caveats: ['Of own sites alone, in one currency.'],
      },
      {
        id: 'site_classes_p95',
        metric: 'price_p95_by_site_class',
        title: 'Price, 95th percentile, at sites of AI alone less that at sites of mining alone',
        unit: '{currency}/MWh',
        kpi: { of: 'price_p95', isBetweenClasses: true },
        minimumDays: fourWeeks,
        caveats: [
          'What is dear has it above 0, what is stable below: to be read beside the mean.',
          'Of own sites alone, in one currency.',
        ],
      },
      {
        id: 'site_classes_outages',
        metric: 'supply_outage_by_site_class',
        title: 'Time without supply a year at sites of AI alone less that at sites of mining alone',
        unit: 'min/a',
        threshold: { value: 0, direction: 'below' },
        kpi: { of: 'supply_outage_minutes', isBetweenClasses: true },
        minimumDays: fourWeeks,
        caveats: [
          'Of own sites alone: few of them, and outages are rare. What a silent meter does not tell counts only where an event does.',
        ],
      },
      {
        id: 'price',
        metric: 'mean_price',
        title: 'Mean price at the site',
        unit: '{currency}/MWh',
        kpi: {},
        minimumDays: fourWeeks,
        caveats: ['To be held against sites of the other class; energy alone, of all hours alike.'],
      },
      {
        id: 'price_p95',
        metric: 'price_p95',
        title: 'Price, 95th percentile, at the site',
        unit: '{currency}/MWh',
        method: 'price_p95',
        minimumDays: fourWeeks,
        caveats: ['To be held against sites of the other class, beside the mean.'],
      },
      {
        id: 'outages',
        metric: 'supply_outage_minutes',
        title: 'Time without supply at the site',
        unit: 'min',
        method: 'supply_outage_minutes',
        minimumDays: fourWeeks,
        caveats: [
          'To be held against sites of the other class. What a silent meter does not tell counts only where an event does.',
        ],
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
        kpi: {},
        minimumDays: 7,
        caveats: ['The share says how much crosses no line, not what the lines would have lost.'],
      },
      {
        id: 'avoided',
        metric: 'avoided_loss_mwh',
        title: 'What the grid would have lost of the energy used behind the meter',
        unit: 'MW.h',
        kpi: {},
        minimumDays: 7,
        caveats: [
          'By the loss factors that the register names, average or marginal: marginal ones are about twice as high.',
        ],
      },
      {
        id: 'loss',
        metric: 'lmp_loss',
        title: 'Part of losses in the price paid',
        unit: '{currency}/MWh',
        kpi: {},
        minimumDays: fourWeeks,
        caveats: ['At the margin, which is about twice the average loss; negative where drawing here lowers losses.'],
      },
    ],
  },
];
