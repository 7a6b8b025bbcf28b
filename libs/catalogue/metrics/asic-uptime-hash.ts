import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Uptime of the rated hash rate',
  brief: 'Rated hashes in the time at half of the rated rate or more, divided by those in the expected time.',
  unit: '1',
  display: { unit: '1', scale: 1 },
  better: 'higher',
  caveats: [
    'As availability_time_gross, but a miner counts by what it is rated for.',
    'It falls when power goes to AI: read it beside power_capacity_utilization.',
  ],
  sources: [
    {
      dimensions: ['site', 'hall', 'model', 'device'],
      numerator: 'asic_up_hash',
      denominator: 'asic_nominal',
      covered: ['asic_rate_time'],
    },
  ],
});
