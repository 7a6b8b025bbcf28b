import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Facility energy',
  brief:
    'Energy that the site used: drawn at M0 and generated on site, less what it exported and stored; of a hall its IT energy and its share of the overhead.',
  unit: 'J',
  display: { unit: 'kWh', scale: 1 / 3.6e6 },
  better: 'neither',
  caveats: ['Overhead is shared out among halls by their IT energy, within a cooling loop where that is metered.'],
  sources: [{ dimensions: ['site', 'hall'], numerator: 'site_facility', covered: ['site_facility_time'] }],
});
