import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Charge avoided at coincident peaks',
  brief: 'Contracted power less the mean demand at the peaks, times the rate per kW and year.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'Held against drawing all power under contract at each peak, which overstates what a site avoids that would not have drawn it.',
    'Each peak counts as one of as many as the tariff has months of: a window with some of them has their part.',
    'In the currency of the site. It is of the year that these peaks set the charge for.',
  ],
  sources: [
    { dimensions: ['site'], numerator: 'site_cp_avoided', covered: ['site_cp_avoided_time'], expected: 'site_cp_due' },
  ],
});
