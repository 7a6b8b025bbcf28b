import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { weekdayOf, weekdays } from '#runtime';
import { longestMs } from './duration.ts';
import { matches, matchersSchema } from './matcher.ts';
import { digest, type Labels, type Notification } from './notification.ts';
import type { AlertRule, LabelName } from './rule.ts';

const id = z.string().min(1).max(100);
const comment = z.string().max(1_000).default('');

/** Keeps matching alerts quiet in `[startsAt, endsAt)`, UTC ms. */
export const silenceSchema = z
  .strictObject({
    id,
    matchers: matchersSchema,
    startsAt: z.int(),
    endsAt: z.int(),
    createdBy: z.string().min(1).max(200),
    comment,
  })
  .refine(({ startsAt, endsAt }) => endsAt > startsAt, { path: ['endsAt'], error: 'must be after `startsAt`' });
export type Silence = z.output<typeof silenceSchema>;

function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** Keeps matching alerts quiet every week, from a local time on some days. */
export const maintenanceWindowSchema = z.strictObject({
  id,
  matchers: matchersSchema,
  zone: z.string().refine(isZone, 'not a zone of the tz database, such as America/Chicago'),
  days: z.array(z.enum(weekdays)).min(1),
  start: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 02:30'),
  durationMs: z.int().positive().max(longestMs),
  comment,
});
export type MaintenanceWindow = z.output<typeof maintenanceWindowSchema>;

/** Whether a silence is in force at a time, UTC ms. */
export const isSilenceActive = ({ startsAt, endsAt }: Silence, at: number): boolean => startsAt <= at && at < endsAt;

const dayMs = 86_400_000;

/**
 * Whether a maintenance window is open at a time, UTC ms. It lasts as long as it says, through a clock change too; a start
 * that the clocks skip is taken an hour on, of one that they show twice the first.
 */
export function isWindowOpen({ zone, days, start, durationMs }: MaintenanceWindow, at: number): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const reach = Math.ceil(durationMs / dayMs) + 1;
  for (let back = 0; back <= reach; back++) {
    const date = today.subtract({ days: back });
    if (!days.includes(weekdayOf(date))) continue;
    const opens = date.toZonedDateTime({ timeZone: zone, plainTime: start }).epochMilliseconds;
    if (opens <= at && at < opens + durationMs) return true;
  }
  return false;
}

/** What may keep alerts quiet. */
export interface Quiet {
  readonly silences: readonly Silence[];
  readonly windows: readonly MaintenanceWindow[];
  /** Every alert that fires, quiet itself or not. */
  readonly firing: readonly { readonly rule: AlertRule; readonly labels: Labels }[];
}

/** Why an alert is not told of. */
export interface Suppression {
  readonly by: 'silence' | 'maintenance' | 'inhibition';
  /** Of the silence or the window, or the rule that inhibits. */
  readonly id: string;
}

/** What keeps an alert quiet at a time, UTC ms, if anything does. */
export function suppressionOf(labels: Labels, at: number, { silences, windows, firing }: Quiet): Suppression | null {
  const silence = silences.find((each) => isSilenceActive(each, at) && matches(each.matchers, labels));
  if (silence) return { by: 'silence', id: silence.id };
  const window = windows.find((each) => matches(each.matchers, labels) && isWindowOpen(each, at));
  if (window) return { by: 'maintenance', id: window.id };
  const source = firing.find((each) => inhibits(each, labels));
  return source ? { by: 'inhibition', id: source.rule.id } : null;
}

/** As in Alertmanager, labels that both lack are alike. */
const inhibits = (source: { readonly rule: AlertRule; readonly labels: Labels }, target: Labels): boolean =>
  source.rule.inhibits.some(
    ({ rule, equal }) =>
      rule === target.alertname && equal.every((label) => (source.labels[label] ?? '') === (target[label] ?? '')),
  );

/** Notifications that are told in one message. */
export interface NotificationGroup {
  /** The same for the same labels, over all messages. */
  readonly groupKey: string;
  /** The same for the same notifications, in whatever order. */
  readonly dedupKey: string;
  readonly labels: Labels;
  readonly notifications: readonly Notification[];
}

/** Notifications that are alike in the labels that their rules group by; a notification that comes twice is taken once. */
export function groupNotifications(notifications: readonly Notification[]): NotificationGroup[] {
  const groups = new Map<string, { labels: Labels; members: Map<string, Notification> }>();
  for (const notification of notifications) {
    const labels = pick(notification.labels, notification.groupBy);
    const key = digest(Object.entries(labels));
    const group = groups.get(key) ?? { labels, members: new Map<string, Notification>() };
    group.members.set(notification.dedupKey, notification);
    groups.set(key, group);
  }
  return [...groups].map(([groupKey, { labels, members }]) => ({
    groupKey,
    dedupKey: digest([...members.keys()].sort()),
    labels,
    notifications: [...members.values()],
  }));
}

const pick = (labels: Labels, names: readonly LabelName[]): Labels =>
  Object.fromEntries([...names].sort().map((name) => [name, labels[name] ?? '']));
