import { flexMeasures } from './flex-measures.ts';
import { facilityMeasures, mixMeasures } from './facility-measures.ts';
import { economicMeasures } from './economic-measures.ts';
import { jobMeasures } from './job-measures.ts';
import { gpuMeasures } from './gpu-measures.ts';
import type { Measure, MeasureTable } from './measure.ts';
import { miningMeasures } from './mining-measures.ts';
import { siteMeasures } from './site-measures.ts';
import { unitMeasures } from './unit-measures.ts';

/** Every measure, by id. */
export const measures = {
  window: {
    table: 'window',
    sql: 'window_ms',
    unit: 's',
    scale: 1e-3,
    overTime: 'sum',
    overDevices: 'none',
    brief: 'Time of the window between the first and the last reading of the site.',
  },
  ...unitMeasures,
  ...siteMeasures,
  ...flexMeasures,
  ...facilityMeasures,
  ...mixMeasures('asic', { table: 'asic' }, (origin) => `${origin}_j`),
  ...mixMeasures('gpu', { table: 'gpu' }, (origin) => `${origin}_j`),
  ...economicMeasures,
  ...jobMeasures,
  ...miningMeasures,
  ...gpuMeasures,
} as const satisfies Record<string, Measure>;

export type MeasureId = keyof typeof measures;

/** A measure by id, with its optional fields visible. */
export const measure = (id: MeasureId): Measure => measures[id];

/** What a table's covered time is held against. */
export const expectedOf = { asic: 'asic_expected', gpu: 'gpu_expected', site: 'site_window' } as const satisfies Record<
  Exclude<MeasureTable, 'window'>,
  MeasureId
>;
