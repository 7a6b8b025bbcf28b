import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Energy through shared infrastructure',
  brief: 'Energy through transformers and cooling loops that mining and AI share, divided by facility energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'neither',
  caveats: [
    'A transformer is shared if its meter (M1) belongs to no hall and the site has both; a loop if halls of both are on it.',
    'Where a shared transformer is metered its energy counts, which has that of the loops in it; else the electricity of the shared loops.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_shared',
      denominator: 'site_shared_facility',
      covered: ['site_shared_time'],
      needs: 'meters at M1, or cooling loops',
    },
  ],
});
