import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type AlertRule, type AlertState, type Labels, type Notification } from '#alerting';
import { isoOf, projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { Alert, Rule, ToldAlert, ToldAlerts } from './alert-shapes.ts';
import { type AskedEntries, entriesOf, entryParams } from './cursor.ts';
import { msOf } from './time.ts';

const read = (name: string): string => readFileSync(projectPath(`apps/api/sql/${name}.sql`), 'utf8');
const statements = {
  alerts: read('alerts'),
  history: read('alert-history'),
  changes: read('alert-changes'),
  newest: read('alert-newest'),
};

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
  key: z.string(),
  at: z.iso.datetime(),
  notification: written<Notification>(),
  told_to: z.array(z.string()),
  failing: z.array(z.string()),
  kept_from: z.array(z.string()),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoOf(ms));
const record = (labels: Labels): Record<string, string> => Object.fromEntries(Object.entries(labels));

/** Alerts that stand in one of some ways, what changed last first. Errors as of the store. */
export async function readAlerts(
  store: Pick<Store, 'query'>,
  asked: { status: readonly string[]; limit: number },
): Promise<Alert[]> {
  const rows = await store.query(statements.alerts, { params: asked, schema: alertRow });
  return rows.map(alertOf);
}

/** The place of a change in the log. */
export interface AlertCursor {
  /** UTC ms. */
  readonly savedMs: number;
  /** Of the alert; changes that were saved together are in the order of these. */
  readonly fingerprint: string;
}

const changeRow = alertRow.extend({ saved_ms: safeInteger, fingerprint: z.string() });

/** Changes of alerts after one, the earliest first. Errors as of the store. */
export async function readChanges(
  store: Pick<Store, 'query'>,
  { after, limit, signal }: { after: AlertCursor; limit: number; signal: AbortSignal },
): Promise<{ cursor: AlertCursor; alert: Alert }[]> {
  const params = { after: after.savedMs, fingerprint: after.fingerprint, limit };
  const rows = await store.query(statements.changes, { params, schema: changeRow, signal });
  return rows.map(({ saved_ms, fingerprint, ...row }) => ({
    cursor: { savedMs: saved_ms, fingerprint },
    alert: alertOf(row),
  }));
}

/** Behind every fingerprint, which has 32 hexadecimal digits. */
const lastFingerprint = 'f'.repeat(32);

/** The place behind everything that is in the log. Errors as of the store. */
export async function newestChange(store: Pick<Store, 'query'>): Promise<AlertCursor> {
  const [row] = await store.query(statements.newest, { schema: z.object({ saved_ms: safeInteger }) });
  return { savedMs: row?.saved_ms ?? 0, fingerprint: lastFingerprint };
}

const alertOf = ({ labels, state, notification, ...row }: z.output<typeof alertRow>): Alert => ({
  ...row,
  labels: record(labels),
  severity: labels.severity ?? null,
  summary: notification?.summary ?? null,
  started_at: isoOrNull(state.startedAt),
  fired_at: isoOrNull(state.firedAt),
  ended_at: isoOrNull(state.endedAt),
  explain: notification?.explainPath ?? null,
});

/** A key as the API writes it: `clearAt` is `clear_at`. */
const snakeCase = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A rule as one reads it. */
export const ruleAnswer = ({ forMs, keepFiringMs, groupBy, inhibits, by, filters, ...rule }: AlertRule): Rule => ({
  ...rule,
  condition: {
    ...Object.fromEntries(Object.entries(rule.condition).map(([key, value]) => [snakeCase(key), value])),
    kind: rule.condition.kind,
  },
  by: [...by],
  filters: Object.fromEntries(Object.entries(filters).map(([dimension, values]) => [dimension, [...(values ?? [])]])),
  for_s: forMs / 1_000,
  keep_firing_s: keepFiringMs / 1_000,
  group_by: [...groupBy],
  inhibits: inhibits.map(({ rule: id, equal }) => ({ rule: id, equal: [...equal] })),
});

/** What was to be told of alerts, newest first. Errors as of the store. */
export async function readAlertHistory(store: Pick<Store, 'query'>, asked: AskedEntries): Promise<ToldAlerts> {
  const rows = await store.query(statements.history, { params: entryParams(asked), schema: historyRow });
  const { page, next } = entriesOf(rows, asked, ({ at, key }) => ({ ms: msOf(at), key }));
  return { alerts: page.map(toldAlertOf), next };
}

const toldAlertOf = ({ notification, key: _key, ...row }: z.output<typeof historyRow>): ToldAlert => ({
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
  started_at: isoOf(notification.startedAt),
  ended_at: isoOrNull(notification.endedAt),
  explain: notification.explainPath,
});
