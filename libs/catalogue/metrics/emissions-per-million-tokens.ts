import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Emissions per million tokens',
  brief: 'Carbon intensity of the energy drawn, divided by the tokens per joule of the facility.',
  unit: 'g/{token}',
  display: { unit: 'kg/1e6 tokens', scale: 1e3 },
  better: 'lower',
  status: 'modelled',
  caveats: [
    'The energy of the boards that served counts at the mean intensity of all energy of the same place and window.',
    'Only comparable for one model, precision and service level.',
  ],
  formula: ['/', 'carbon_intensity_consumed', 'tokens_per_joule_facility'],
});
