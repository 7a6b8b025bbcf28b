import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Price of a bitcoin for a market of 100 billion USD',
  brief:
    'Price at which the blocks of a year of 2030, with the subsidy of that year and the fees of the window, pay 100 billion USD.',
  unit: '{USD}/{BTC}',
  display: { unit: 'USD/BTC', scale: 1 },
  better: 'neither',
  status: 'modelled',
  caveats: ['From height 1,050,000 on, about 2028, the subsidy is 1.5625 BTC; fees are taken to stay what they were.'],
  formula: [
    '/',
    { value: 1e11, unit: '{USD}' },
    ['*', { value: 144 * 365.25, unit: '{block}' }, ['+', { value: 1.5625, unit: '{BTC}/{block}' }, 'block_fee']],
  ],
});
