import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Demand at coincident peaks',
  brief: 'Mean of the power drawn from the grid over the peaks of the system.',
  unit: 'W',
  display: { unit: 'kW', scale: 1e-3 },
  better: 'lower',
  caveats: [
    'The register lists the peaks as the operator has found them in the end; of one that is not over yet nothing is known.',
    'Energy over a gap in the readings is left out.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_cp_energy',
      denominator: 'site_cp_time',
      covered: ['site_cp_time'],
      expected: 'site_cp_due',
    },
  ],
});
