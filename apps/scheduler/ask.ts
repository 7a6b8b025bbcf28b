import { evaluate, isoInstant, labelsOf } from '#alerting';
import { createKpi, readSites } from '#kpi';
import { type Clock, nearest, PipelineError, systemClock } from '#runtime';
import { createStore } from '#store';
import { observe } from './alerts/observe.ts';
import { testGroup } from './alerts/test-group.ts';
import { tellerOf } from './channels/index.ts';
import type { SchedulerConfig } from './config.ts';
import { loadRules, loadSchedule, type ScheduleFile } from './schedule-file.ts';
import { readThrough } from './through.ts';

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
  const channel = schedule.channels.find((each) => each.id === id);
  if (!channel)
    throw unknown(
      'channel',
      id,
      schedule.channels.map((each) => each.id),
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
  const store = createStore({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  });
  try {
    const sites = await readSites(store);
    const now = clock.now();
    const ids = sites.map((site) => site.id);
    const through = await readThrough(store, ids, now - 3 * 86_400_000);
    const observed = await observe([rule], { kpi: createKpi({ store, clock }), sites, through, now });
    return (observed.get(rule) ?? []).map(({ row, observation }) => {
      const { at, outcome, reason, measured } = evaluate(rule, observation);
      const { value, unit, coverage } = measured;
      const labels = Object.fromEntries(Object.entries(labelsOf(rule, row)));
      return { rule: id, labels, at: isoInstant(at), outcome, reason, value, unit, coverage, for_s: rule.forMs / 1000 };
    });
  } finally {
    await store.close();
  }
}
