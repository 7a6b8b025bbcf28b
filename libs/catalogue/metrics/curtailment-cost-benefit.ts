import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Benefit of curtailment to mining',
  brief: 'Cost that mining avoided by following orders less the revenue that it gave up.',
  unit: '{currency}',
  display: { unit: '{currency}', scale: 1 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'Only what orders, power prices and hashprice tell: what programmes and coincident peaks pay or save, and what AI lost of its work, is not in it.',
    'In USD only where the currency of the site is USD: what is saved is not converted.',
  ],
  formula: ['-', 'curtailment_avoided_cost', 'curtailment_foregone_revenue'],
});
