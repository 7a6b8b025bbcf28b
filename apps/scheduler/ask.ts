import { randomUUID } from 'node:crypto';
import { durationMs, evaluate, isoInstant, labelsOf, parseMatcher, type Silence, silenceSchema } from '#alerting';
import { dayMs } from '#contracts';
import { createKpi, readSites } from '#kpi';
import { type Clock, nearest, PipelineError, systemClock } from '#runtime';
import type { Store } from '#store';
import { observe } from './alerts/observe.ts';
import { readSilences, saveSilence } from './alerts/silences.ts';
import { testGroup } from './alerts/test-group.ts';
import { tellerOf } from './channels/index.ts';
import { openStore, type SchedulerConfig, type StoreConfig } from './config.ts';
import { loadRules, loadSchedule, type ScheduleFile, takesAlerts } from './schedule-file.ts';
import { readThrough, recentMs } from './through.ts';

/** What a rule says of one group now. */
export interface Answer {
  readonly rule: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: string;
  readonly outcome: string;
  readonly reason: string;
  readonly value: number | null;
  readonly unit: string;
  readonly coverage: number | null;
  readonly for_s: number;
}

const wrong = (message: string): PipelineError => new PipelineError('CONFIG_INVALID', message);

function unknown(what: string, name: string, known: readonly string[]): PipelineError {
  const hint = nearest(name, known);
  return wrong(`There is no ${what} ${name}${hint ? `; did you mean ${hint}?` : `; known are ${known.join(', ')}`}`);
}

function alertsOf({ alerts }: ScheduleFile, path: string): NonNullable<ScheduleFile['alerts']> {
  if (!alerts) throw wrong(`${path} says nothing of alerts`);
  return alerts;
}

/** Sends a message to a channel that says that it is a test; rejects with why it did not arrive. */
export async function tryChannel(path: string, id: string, clock: Clock = systemClock): Promise<void> {
  const schedule = loadSchedule(path);
  const channels = schedule.channels.filter(takesAlerts);
  const channel = channels.find((each) => each.id === id);
  if (!channel)
    throw unknown(
      'channel',
      id,
      channels.map((each) => each.id),
    );
  const baseUrl = schedule.alerts?.base_url ?? 'http://127.0.0.1:8080';
  await tellerOf(channel, { baseUrl }).tell(testGroup(id, clock.now()), clock.now());
}

/** Why a rule fires or does not, for each of its groups: its last evaluations, newest last. Errors as of the store. */
export async function askRule(config: SchedulerConfig, id: string, clock: Clock = systemClock): Promise<Answer[]> {
  const path = config.SCHEDULE_FILE;
  const rules = loadRules(alertsOf(loadSchedule(path), path), path);
  const rule = rules.find((each) => each.id === id);
  if (!rule)
    throw unknown(
      'rule',
      id,
      rules.map((each) => each.id),
    );
  return withStore(config, async (store) => {
    const sites = await readSites(store);
    const now = clock.now();
    const ids = sites.map((site) => site.id);
    const through = await readThrough(store, ids, now - recentMs);
    const observed = await observe([rule], { kpi: createKpi({ store, clock }), sites, through, now });
    return (observed.get(rule) ?? []).map(({ row, observation }) => {
      const { at, outcome, reason, measured } = evaluate(rule, observation);
      const { value, unit, coverage } = measured;
      const labels = Object.fromEntries(Object.entries(labelsOf(rule, row)));
      return { rule: id, labels, at: isoInstant(at), outcome, reason, value, unit, coverage, for_s: rule.forMs / 1000 };
    });
  });
}

async function withStore<Result>(config: StoreConfig, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = openStore(config);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** A silence as one reads it. */
export interface SilenceAnswer {
  readonly id: string;
  readonly matchers: readonly string[];
  readonly starts_at: string;
  readonly ends_at: string;
  readonly made_by: string;
  readonly comment: string;
}

const told = ({ id, matchers, startsAt, endsAt, createdBy, comment }: Silence): SilenceAnswer => ({
  id,
  matchers: matchers.map(({ name, op, value }) => `${name}${op}${value}`),
  starts_at: isoInstant(startsAt),
  ends_at: isoInstant(endsAt),
  made_by: createdBy,
  comment,
});

/** Silences that are in force or will be. Errors as of the store. */
export const listSilences = (config: StoreConfig, clock: Clock = systemClock): Promise<SilenceAnswer[]> =>
  withStore(config, async (store) => (await readSilences(store, clock.now())).map(told));

interface Asked {
  readonly matchers: readonly string[];
  /** `2h`, at most 7 days. */
  readonly for: string;
  readonly comment: string;
  readonly by: string;
}

/** Keeps matching alerts quiet from now on. Throws `CONFIG_INVALID` with what is wrong of the matchers or the time. */
export function silence(config: StoreConfig, asked: Asked, clock: Clock = systemClock): Promise<SilenceAnswer> {
  const now = clock.now();
  const lasts = durationMs(asked.for);
  if (lasts === undefined || lasts <= 0 || lasts > 7 * dayMs)
    throw wrong(`--for ${asked.for}: write 30m, 2h or 3d, at most 7d`);
  const parsed = silenceSchema.safeParse({
    id: randomUUID().slice(0, 8),
    matchers: asked.matchers.map(parseMatcher),
    startsAt: now,
    endsAt: now + lasts,
    createdBy: asked.by,
    comment: asked.comment,
  });
  if (!parsed.success) throw wrong(parsed.error.issues.map(({ message }) => message).join('; '));
  return withStore(config, async (store) => {
    await saveSilence(store, parsed.data);
    return told(parsed.data);
  });
}

/** Ends a silence now. Throws `CONFIG_INVALID` when there is none of that id. */
export const endSilence = (config: StoreConfig, id: string, clock: Clock = systemClock): Promise<SilenceAnswer> =>
  withStore(config, async (store) => {
    const now = clock.now();
    const all = await readSilences(store, now);
    const found = all.find((each) => each.id === id);
    if (!found)
      throw unknown(
        'silence',
        id,
        all.map((each) => each.id),
      );
    const ended = { ...found, endsAt: Math.max(now, found.startsAt + 1) };
    await saveSilence(store, ended);
    return told(ended);
  });
