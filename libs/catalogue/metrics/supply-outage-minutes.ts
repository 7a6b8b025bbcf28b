import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'statistic',
  title: 'Supply outage',
  brief: 'Time in which the site had no supply: its meters answered and counted nothing, or an outage was told.',
  unit: 'min',
  display: { unit: 'min', scale: 1 },
  better: 'lower',
  caveats: [
    'As SAIDI of one customer, but of the window and not of a year, and planned outages count; what batteries or generators bridged is no outage of the site.',
    'A meter that is silent tells nothing: where it has its power from the line that is out, only an event of kind `outage` says so.',
    'By meters in whole quarters of an hour of exactly 0 J, facility energy of all sources, under no order to curtail; by events to the minute.',
  ],
  method: 'supply_outage_minutes',
  formula: 'Σ dt where E = 0 and no order, or an outage is told',
  inputs: ['energy_m0', 'energy_facility'],
  leastDays: 1,
});
