import { currentSchema, type DeviceClass, type Encoder, encoderOf } from '#contracts';
import { meteringPlans, type Reading } from '#metering';

/** As the column has it: `id:slices:active_ms` of each. */
const instancesText = ({ instances }: Reading): string | undefined =>
  instances?.map(({ id, slices, activeMs }) => `${id}:${slices}:${activeMs}`).join(' ');

/** The encoder of a device class's readings; columns are matched by name with its metering plan. */
export function readingEncoder(deviceClass: DeviceClass): Encoder<Reading> {
  const { quantities, gauges } = meteringPlans[deviceClass];
  const getters = new Map<string, (reading: Reading) => string | number | null | undefined>([
    ['device', (reading) => reading.device],
    ['started_at', (reading) => reading.startedAt],
    ['ended_at', (reading) => reading.endedAt],
    ['observed_ms', (reading) => reading.observedMs],
    ['flags', (reading) => reading.flags],
    ['sm_source', (reading) => reading.activity],
    ['instances', instancesText],
  ]);
  for (const [i, { quantity, originColumn }] of quantities.entries()) {
    getters.set(quantity, (reading) => reading.quantities[i]);
    if (originColumn) getters.set(originColumn, (reading) => reading.sources[i]);
  }
  for (const [i, gauge] of gauges.entries()) getters.set(gauge, (reading) => reading.gauges[i]);
  return encoderOf(currentSchema(`telemetry.${deviceClass}`), getters);
}
