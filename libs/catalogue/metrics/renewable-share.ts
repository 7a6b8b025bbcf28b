import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Renewable energy by facility energy',
  brief: 'Certificates that were cancelled and renewable generation of the site, divided by facility energy.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'Above 1 more was cancelled than used: ref is capped.',
    'Certificates are spread evenly over the time that they are for; those not cancelled yet count nothing.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_renewable',
      denominator: 'site_renewable_facility',
      covered: ['site_renewable_time'],
      needs: '`certificates` or `supply_contracts` in the register',
    },
  ],
});
