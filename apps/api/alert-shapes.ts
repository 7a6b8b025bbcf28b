import { z } from 'zod';
import { silenceAnswer } from '#alert-store';
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
export const toldAlertsShape = z
  .object({
    alerts: z.array(toldAlertShape),
    next: z.string().nullable().describe('`cursor` of the next page; null at the end'),
  })
  .meta({ id: 'ToldAlerts' });
export type ToldAlerts = z.output<typeof toldAlertsShape>;
export type ToldAlert = z.output<typeof toldAlertShape>;

const ruleShape = z
  .object({
    id: z.string(),
    title: z.string(),
    severity: z.string(),
    metric: z.string().describe('Id of a metric, or of an indicator'),
    by: z.array(z.string()).describe('An alert for each'),
    grain: z.string(),
    filters: z.record(z.string(), z.array(z.string())),
    condition: z
      .looseObject({ kind: z.string() })
      .describe('threshold, change, anomaly, no_data or coverage_below, with its limits'),
    for_s: z.number().describe('How long it holds before the alert fires, s'),
    keep_firing_s: z.number().describe('How long it must have been clear before the alert resolves, s'),
    group_by: z.array(z.string()),
    inhibits: z.array(z.object({ rule: z.string(), equal: z.array(z.string()) })),
    runbook: z.string().nullable(),
    summary: z.string(),
    description: z.string(),
  })
  .meta({ id: 'AlertRule' });
export const rulesShape = z
  .object({
    since: instant.nullable().describe('When they came into force; null before a scheduler has run'),
    rules: z.array(ruleShape),
  })
  .meta({ id: 'AlertRules' });
export type Rule = z.output<typeof ruleShape>;

export const silenceShape = silenceAnswer.meta({ id: 'Silence' });
export const silencesShape = z.object({ silences: z.array(silenceShape) }).meta({ id: 'Silences' });

/** Body of `POST /v1/alerts/silences`. */
export const silenceBody = z
  .strictObject({
    matchers: z.array(z.string().max(300)).min(1).max(20).describe('Labels that an alert must have, such as hall=shed'),
    for: z.string().max(20).describe('For how long from now on, 30m, 2h or 3d; at most 7d'),
    made_by: z.string().trim().min(1).max(100).describe('Who asks for it; kept with it'),
    comment: z.string().trim().min(1).max(1_000).describe('Why'),
  })
  .meta({ id: 'NewSilence' });
