import { addSilence, answerOf, endSilence, readSilences, type SilenceAnswer } from '#alert-store';
import { durationMs, evaluate, labelsOf, parseMatcher } from '#alerting';
import { dayMs } from '#contracts';
import { createStatistics } from '#claims';
import { createKpi, readSites } from '#kpi';
import { type Clock, isoOf, nearest, PipelineError, systemClock } from '#runtime';
import { Observer } from './alerts/observe.ts';
import { testGroup } from './alerts/test-group.ts';
import { type Decision, decideUndelivered, readUndelivered, type Undelivered } from './alerts/undelivered.ts';
import { tellerOf } from './channels/index.ts';
import { type SchedulerConfig, type StoreConfig, withStore } from './config.ts';
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
    const observer = new Observer({ store, kpi: createKpi({ store, clock, statistics: createStatistics(store) }) });
    const { observed, problems } = await observer.observe([rule], { sites, through, now });
    if (problems.length > 0) throw wrong(problems.map(({ error }) => error).join('; '));
    return (observed.get(rule) ?? []).map(({ row, look }) => {
      const { at, outcome, reason, measured } = evaluate(rule, look());
      const { value, unit, coverage } = measured;
      const labels = Object.fromEntries(Object.entries(labelsOf(rule, row)));
      return { rule: id, labels, at: isoOf(at), outcome, reason, value, unit, coverage, for_s: rule.forMs / 1000 };
    });
  });
}

/** Silences that are in force or will be. Errors as of the store. */
export const listSilences = (config: StoreConfig, clock: Clock = systemClock): Promise<SilenceAnswer[]> =>
  withStore(config, async (store) => (await readSilences(store, clock.now())).map(answerOf));

interface Asked {
  readonly matchers: readonly string[];
  /** `2h`, at most 7 days. */
  readonly for: string;
  readonly comment: string;
  readonly by: string;
}

/** Keeps matching alerts quiet from now on. Throws `CONFIG_INVALID` with what is wrong of the matchers or the time. */
export function silence(config: StoreConfig, asked: Asked, clock: Clock = systemClock): Promise<SilenceAnswer> {
  const { comment, by } = asked;
  const lastsMs = durationMs(asked.for);
  if (lastsMs === undefined || lastsMs <= 0 || lastsMs > 7 * dayMs)
    throw wrong(`--for ${asked.for}: write 30m, 2h or 3d, at most 7d`);
  const matchers = asked.matchers.map(parseMatcher);
  return withStore(config, async (store) =>
    answerOf(await addSilence(store, { matchers, lastsMs, comment, by }, clock.now())),
  );
}

/** Ends a silence now. Throws `CONFIG_INVALID` when there is none of that id. */
export const unsilence = (config: StoreConfig, id: string, clock: Clock = systemClock): Promise<SilenceAnswer> =>
  withStore(config, async (store) => answerOf(await endSilence(store, id, clock.now())));

/** What could not be delivered and on which nobody has decided. Errors as of the store. */
export const listUndelivered = (config: StoreConfig, clock: Clock = systemClock): Promise<Undelivered[]> =>
  withStore(config, (store) => readUndelivered(store, clock.now()));

/** Has what could not be delivered offered again, or never again. Throws `CONFIG_INVALID` naming ids that are of nothing undelivered. */
export const decide = (config: StoreConfig, decision: Decision, clock: Clock = systemClock): Promise<Undelivered[]> =>
  withStore(config, (store) => decideUndelivered(store, decision, clock.now()));
