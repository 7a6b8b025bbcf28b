import { defineMetric } from '../metric.ts';

export const metric = defineMetric({
  kind: 'ratio',
  title: 'Share of assets that serve again',
  brief: 'Value of what stood there already, at the cost of building it new, divided by that and the capital spent.',
  unit: '1',
  display: { unit: '%', scale: 100 },
  better: 'neither',
  caveats: ['What was worth reusing is a judgement of whoever lists it.'],
  sources: [
    { dimensions: ['site'], numerator: 'site_assets_reused', denominator: 'site_assets', covered: ['site_asset_time'] },
  ],
});
