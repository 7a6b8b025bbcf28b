import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Rent per kW and month',
  brief: 'Rent divided by the critical power that is let and the months of site time.',
  unit: '{currency}/W.mo',
  display: { unit: '{currency}/kW/mo', scale: 1e3 },
  better: 'higher',
  caveats: [
    'In the currency of the site.',
    'Leases in which the tenant pays for power and those in which the rent includes it are not told apart: the register says which is which.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_lease_rent',
      denominator: 'site_leased',
      covered: ['site_lease_time'],
      expected: 'site_lease_time',
    },
  ],
});
