import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Methane abatement',
  brief: 'Methane kept from the air, as registered, in CO2 equivalent.',
  unit: 'g',
  display: { unit: 't', scale: 1e-6 },
  better: 'higher',
  caveats: ['A verified figure spread evenly over its time, no measurement; never set off against scope 2.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_abated',
      covered: ['site_abated_time'],
      needs: '`methane_abatement` in the register',
    },
  ],
});
