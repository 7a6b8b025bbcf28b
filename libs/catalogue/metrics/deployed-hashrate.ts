import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'simple',
  title: 'Hash rate deployed',
  brief: 'Rated hash rate of the miners that are registered at the end of the window.',
  unit: '{hash}/s',
  display: { unit: 'EH/s', scale: 1e-18 },
  better: 'higher',
  caveats: [
    'A miner is deployed from the `from` to the `to` of its entry, whether it reports or not: register it when it is energised.',
    'Never to be compared with an operating hash rate, which is a mean over the window: see hashrate_accepted.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall'],
      numerator: 'site_deployed',
      covered: ['site_window'],
    },
  ],
});
