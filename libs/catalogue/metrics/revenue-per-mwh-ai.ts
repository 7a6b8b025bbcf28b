import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'AI revenue per MWh',
  brief:
    'Installed GPU hours times billed share and rate, which is configured or the price of a feed, divided by the facility energy of AI.',
  unit: '{USD}/J',
  display: { unit: 'USD/MWh', scale: 3.6e9 },
  better: 'higher',
  status: 'modelled',
  caveats: [
    'Rate and billed share are configured or asked for, not billed. Compare with mining only after a charge for capital.',
  ],
  sources: [
    {
      dimensions: ['site'],
      numerator: 'site_ai_revenue',
      denominator: 'site_ai_revenue_energy',
      covered: ['site_facility_time'],
    },
  ],
});
