import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type AlertState, isoInstant, type Labels, type Notification } from '#alerting';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import type { Alert, ToldAlert } from './alert-shapes.ts';

const read = (name: string): string => readFileSync(projectPath(`apps/api/sql/${name}.sql`), 'utf8');
const statements = { alerts: read('alerts'), history: read('alert-history') };

/** What the scheduler has written. */
const written = <Value>() => z.string().transform((text) => JSON.parse(text === '' ? 'null' : text) as Value);

const alertRow = z.object({
  rule: z.string(),
  site: z.string(),
  status: z.enum(['inactive', 'pending', 'firing', 'resolved']),
  labels: written<Labels>(),
  state: written<AlertState>(),
  reason: z.string(),
  changed_at: z.iso.datetime(),
  notification: written<Notification | null>(),
});

const historyRow = z.object({
  at: z.iso.datetime(),
  notification: written<Notification>(),
  told_to: z.array(z.string()),
  failing: z.array(z.string()),
  kept_from: z.array(z.string()),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoInstant(ms));
const record = (labels: Labels): Record<string, string> => Object.fromEntries(Object.entries(labels));

/** Alerts that stand in one of some ways, what changed last first. Errors as of the store. */
export async function readAlerts(
  store: Pick<Store, 'query'>,
  asked: { status: readonly string[]; limit: number },
): Promise<Alert[]> {
  const rows = await store.query(statements.alerts, { params: asked, schema: alertRow });
  return rows.map(({ labels, state, notification, ...row }) => ({
    ...row,
    labels: record(labels),
    severity: labels.severity ?? null,
    summary: notification?.summary ?? null,
    started_at: isoOrNull(state.startedAt),
    fired_at: isoOrNull(state.firedAt),
    ended_at: isoOrNull(state.endedAt),
    explain: notification?.explainPath ?? null,
  }));
}

/** What was to be told of alerts, newest first. Errors as of the store. */
export async function readAlertHistory(store: Pick<Store, 'query'>, limit: number): Promise<ToldAlert[]> {
  const rows = await store.query(statements.history, { params: { limit }, schema: historyRow });
  return rows.map(({ notification, ...row }) => ({
    ...row,
    rule: notification.rule,
    title: notification.title,
    severity: notification.severity,
    status: notification.status,
    labels: record(notification.labels),
    summary: notification.summary,
    reason: notification.reason,
    value: notification.measured.value,
    unit: notification.measured.unit,
    numerator: notification.measured.numerator,
    denominator: notification.measured.denominator,
    coverage: notification.measured.coverage,
    started_at: isoInstant(notification.startedAt),
    ended_at: isoOrNull(notification.endedAt),
    explain: notification.explainPath,
  }));
}
