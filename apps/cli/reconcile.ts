import { userInfo } from 'node:os';
import { Temporal } from 'temporal-polyfill';
import { type Topic, topicNames } from '#contracts';
import { type DayTotals, type Gap, reconcileTopic } from '#load';
import { type RollupDifference, reconcileRollups, type RollupsReconciled } from '#rollup';
import { messageOf, silentLogger, systemClock } from '#runtime';
import type { Store } from '#store';
import { type Connection, withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';

export interface ReconcileOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly topic?: string;
  readonly site?: string;
  /** UTC days, the last one included. */
  readonly from?: string;
  readonly to?: string;
  readonly repair?: boolean;
  /** Repairs also while readings are lost. */
  readonly acceptLoss?: boolean;
  /** Seconds. */
  readonly settle: number;
  /** False leaves the rollups out. */
  readonly rollups: boolean;
}

const isWrong = ({ lost, doubled }: DayTotals): boolean => lost > 0 || doubled > 0;

const dayLine = ({ topic, partition, day, appended, stored, dead, lost, doubled }: DayTotals): string =>
  `${topic} partition ${partition} ${day ?? 'unreadable'}: ${appended} appended, ${stored} stored, ${dead} dead letters: ` +
  [lost > 0 && `${lost} lost`, doubled > 0 && `${doubled} doubled`].filter(Boolean).join(', ');

const gapLine = ({ topic, collector, site, from, to }: Gap): string =>
  `${topic} ${collector} ${site}: batches ${from === to ? from : `${from} to ${to}`} never reached the stream`;

function rollupLine({ site, table, grain, day, rows, example }: RollupDifference): string {
  const { bucket_start: start, place, column, stored, recomputed } = example;
  const what =
    column === 'missing' || column === 'extra'
      ? `is ${column}`
      : `has ${column} ${stored}, its readings give ${recomputed}`;
  return `${site} ${[table, grain].join(' ').trim()} ${day}: ${rows} rows differ; ${[start, place].join(' ').trim()} ${what}`;
}

const dayMs = 86_400_000;

/** The first instant of a UTC day, ms. */
function dayOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return Temporal.PlainDate.from(text).toZonedDateTime('UTC').epochMilliseconds;
  } catch {
    throw wrong(`${option} takes a day as 2026-01-31, not ${text}`);
  }
}

interface Messages {
  readonly days: readonly DayTotals[];
  readonly gaps: readonly Gap[];
  readonly messages: number;
  readonly waiting: number;
  readonly beyond: number;
  /** Rows that are lost on any day, asked for or not. */
  readonly lostAnywhere: number;
}

async function reconcileMessages(
  { store, stream }: Connection,
  topics: readonly Topic[],
  isAsked: (day: string | null) => boolean,
): Promise<Messages> {
  const log = await stream();
  const found = { days: [] as DayTotals[], gaps: [] as Gap[], messages: 0, waiting: 0, beyond: 0, lostAnywhere: 0 };
  for (const topic of topics) {
    if (process.stderr.isTTY) process.stderr.write(`${topic} …\n`);
    const { days, gaps, messages, waiting, beyond } = await reconcileTopic({ store, stream: log }, topic);
    found.days.push(...days.filter(({ day }) => isAsked(day)));
    found.lostAnywhere += sumOf(days).lost;
    found.gaps.push(...gaps);
    found.messages += messages;
    found.waiting += waiting;
    found.beyond += beyond;
  }
  return found;
}

const sumOf = (days: readonly DayTotals[]) => {
  const sum = (of: 'appended' | 'stored' | 'dead' | 'lost' | 'doubled'): number =>
    days.reduce((total, day) => total + day[of], 0);
  return {
    appended: sum('appended'),
    stored: sum('stored'),
    dead: sum('dead'),
    lost: sum('lost'),
    doubled: sum('doubled'),
  };
};

const noRollups: RollupsReconciled = { sites: 0, differences: [], left: [], repaired: 0 };

function rollupsOf(
  { store, openStore }: Connection,
  options: ReconcileOptions,
  repairs: boolean,
): Promise<RollupsReconciled> {
  const { site, settle } = options;
  const from = dayOf('--from', options.from);
  const to = dayOf('--to', options.to);
  return reconcileRollups({
    store,
    openStore,
    clock: systemClock,
    logger: silentLogger,
    ...(site !== undefined && { sites: [site] }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to: to + dayMs }),
    settleMs: settle * 1000,
    repairs,
    onSite: (id) => void (process.stderr.isTTY && process.stderr.write(`rollups of ${id} …\n`)),
  });
}

/** Notes the result for the api and its metrics. A store that takes no notes is no reason not to say what was found. */
async function note(store: Store, row: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    const body = Buffer.from(JSON.stringify(row));
    await store.insertBlock({ statement: 'INSERT INTO reconciliation FORMAT JSONEachRow', body });
  } catch (error) {
    process.stderr.write(`the result is not noted in the store: ${messageOf(error)}\n`);
  }
}

/** Prints and notes what was found; true when nothing differs. */
async function tell(
  options: ReconcileOptions,
  store: Store,
  { found, rollups, isRefused }: { found: Messages; rollups: RollupsReconciled; isRefused: boolean },
): Promise<boolean> {
  const { days, gaps, lostAnywhere, ...totals } = found;
  const rows = sumOf(days);
  const bad = days.filter(isWrong);
  const left = rollups.left.reduce((sum, each) => sum + each.rows, 0);
  const isEqual = bad.length + gaps.length + totals.beyond + left === 0;
  const details = { days: bad, gaps, rollups: rollups.differences };
  const { topic, site, from, to } = options;
  await note(store, {
    made_by: userInfo().username,
    scope: JSON.stringify({ topic, site, from, to }),
    ...totals,
    lost: rows.lost,
    doubled: rows.doubled,
    gaps: gaps.length,
    rollups: left,
    repaired: rollups.repaired,
    details: JSON.stringify(details),
  });
  if (isMachine(options)) {
    say(
      JSON.stringify({
        equal: isEqual,
        ...totals,
        ...rows,
        ...details,
        repaired: rollups.repaired,
        left,
        repair_refused: isRefused,
      }),
    );
    return isEqual;
  }
  for (const line of [...bad.map(dayLine), ...gaps.map(gapLine), ...rollups.differences.map(rollupLine)]) say(line);
  if (totals.beyond > 0) say(`${totals.beyond} rows are stored from offsets that the log does not reach`);
  if (isRefused)
    say(
      `nothing is repaired: ${lostAnywhere} rows are lost, and rollups made without them would hide it; bring them back, or say --accept-loss`,
    );
  if (rollups.repaired > 0) say(`${rollups.repaired} quarters of an hour were computed anew`);
  say(
    `${isEqual ? 'equal' : 'not equal'}: ${rows.appended} rows appended in ${totals.messages} messages, ` +
      `${rows.stored} stored, ${rows.dead} dead letters; ${totals.waiting} messages wait; rollups of ${rollups.sites} sites`,
  );
  return isEqual;
}

/**
 * Compares stream, readings and dead letters, and the rollups with the readings; repairs rollups when asked to. Ends with 1 when something
 * differs (and is not repaired). What still waits to be loaded is no difference. While readings are lost nothing is repaired unless told to:
 * rollups may be all that is left of them.
 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  const { topic, site, from = '', to = '9999' } = options;
  const topics = topicNames.filter((name) => topic === undefined || name === topic);
  if (topics.length === 0) throw wrong(`--topic takes ${topicNames.join(', ')}, not ${topic}`);
  if (options.repair && topic !== undefined)
    throw wrong('--repair has to know of all readings whether they are there: leave --topic out');
  for (const option of ['from', 'to'] as const) dayOf(`--${option}`, options[option]);
  const isLimited = options.from !== undefined || options.to !== undefined;
  const isAsked = (day: string | null): boolean => (day === null ? !isLimited : day >= from && day <= to);
  await withConnection(options.data, async (connection) => {
    const found = await reconcileMessages(connection, topics, isAsked);
    const isRefused = options.repair === true && options.acceptLoss !== true && found.lostAnywhere > 0;
    const repairs = options.repair === true && !isRefused;
    const rollups = options.rollups ? await rollupsOf(connection, options, repairs) : noRollups;
    if (site !== undefined && options.rollups && rollups.sites === 0)
      throw wrong(`--site: ${site} is not in the register`);
    if (!(await tell(options, connection.store, { found, rollups, isRefused }))) process.exitCode = 1;
  });
}
