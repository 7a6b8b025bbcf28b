import { z } from 'zod';
import { alertStatuses } from '#alerting';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

const alertBase = {
  rule: z.string(),
  labels: z.record(z.string(), z.string()),
  reason: z.string().describe('Why it holds or does not'),
  started_at: instant.nullable().describe('Since when its condition held'),
  ended_at: instant.nullable().describe('Since when it is clear'),
  explain: z.string().nullable().describe('Path that takes the value apart'),
};
const alertShape = z
  .object({
    ...alertBase,
    site: z.string(),
    status: z.enum(alertStatuses),
    severity: z.string().nullable(),
    summary: z.string().nullable(),
    fired_at: instant.nullable().describe('When it had held for long enough'),
    changed_at: instant,
  })
  .meta({ id: 'Alert' });
export const alertsShape = z.object({ alerts: z.array(alertShape) }).meta({ id: 'Alerts' });
export type Alert = z.output<typeof alertShape>;

const toldAlertShape = z
  .object({
    ...alertBase,
    at: instant,
    title: z.string(),
    severity: z.string(),
    status: z.enum(['firing', 'resolved']),
    summary: z.string(),
    value: z.number().nullable(),
    unit: z.string(),
    numerator: z.number().nullable(),
    denominator: z.number().nullable(),
    coverage: z.number().nullable(),
    told_to: z.array(z.string()).describe('Channels that were told'),
    failing: z.array(z.string()).describe('Channels that could not be told so far'),
    kept_from: z.array(z.string()).describe('Channels that were spared it, by a maintenance window or another alert'),
  })
  .meta({ id: 'ToldAlert' });
export const toldAlertsShape = z.object({ alerts: z.array(toldAlertShape) }).meta({ id: 'ToldAlerts' });
export type ToldAlert = z.output<typeof toldAlertShape>;
