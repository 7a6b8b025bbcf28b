import { type BatchSchema, currentSchema } from '#contracts';

const newer = ['boards', 'uptime_s', 'fan_rpm', 'hw_errors', 'diff1'];
const current = currentSchema('telemetry.asic');
const { fields } = current.avro as unknown as { fields: readonly { name: string }[] };

/** What a version of telemetry.asic before the first released one might have been: some columns had not been thought of. */
export const olderAsic: BatchSchema = {
  topic: 'telemetry.asic',
  version: 0,
  id: 901,
  avro: { ...current.avro, fields: fields.filter(({ name }) => !newer.includes(name)) },
  columns: current.columns.filter(({ name }) => !newer.includes(name)),
};
