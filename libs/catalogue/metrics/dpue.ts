import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Design PUE',
  brief: 'PUE that the site was designed for, as registered.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'lower',
  caveats: ['An input, no measurement: hold ipue against it.'],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_design_pue',
      denominator: 'site_design_pue_time',
      covered: ['site_design_pue_time'],
      needs: '`design_pue` in the register',
    },
  ],
});
