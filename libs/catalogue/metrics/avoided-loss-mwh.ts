import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Avoided losses',
  brief: 'Energy used behind the meter, times the loss factor of the grid less that of the site itself.',
  unit: 'J',
  display: { unit: 'MWh', scale: 1 / 3.6e9 },
  better: 'higher',
  caveats: [
    'By average or marginal factors, as `basis` of the register says: marginal ones are about twice the average.',
    'What the grid would have lost on the way, had the same energy come through it; without a meter at Mg there is no value.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_avoided_loss',
      covered: ['site_avoided_loss_time'],
      needs: '`loss_factors` in the register and a meter at Mg',
    },
  ],
});
