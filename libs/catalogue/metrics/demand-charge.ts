import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Demand charge',
  brief: 'Greatest 15-minute mean of the power drawn from the grid in each month, times the rate per kW of the tariff.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'lower',
  caveats: [
    'Only whole months of site time that were measured from start to end have one.',
    'Bridged gaps are left out, so that a peak within one is missed.',
    'A rate that changes within a month counts by its share of the time; the peak is that of the whole month.',
    'Where the tariff charges nothing for it, it is 0 over any time.',
  ],
  sources: [{ dimensions: ['site'], numerator: 'site_demand_charge', covered: ['site_demand_time'], isOfMonths: true }],
});
