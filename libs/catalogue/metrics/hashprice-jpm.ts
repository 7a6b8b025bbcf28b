import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'derived',
  title: 'Hashprice by subsidy alone',
  brief: 'Subsidies of 144 blocks a day at the mean price, divided by the mean hash rate of the network.',
  unit: '{USD}/{hash}',
  display: { unit: 'USD/EH/day', scale: 8.64e22 },
  better: 'higher',
  caveats: ['As a bank publishes it: without fees, and with 144 blocks a day however fast they come.'],
  formula: ['/', ['*', ['*', { value: 144 / 86_400, unit: '{block}/s' }, 'subsidy'], 'btc_price'], 'network_hashrate'],
});
