import {
  type AlertRule,
  type AlertState,
  evaluate,
  fingerprint,
  groupNotifications,
  initialState,
  type Labels,
  labelsOf,
  type MaintenanceWindow,
  type Notification,
  type Silence,
  step,
  suppressionOf,
  withdraw,
} from '#alerting';
import { type AllowedSite, type Kpi, readSites } from '#kpi';
import { type Clock, groupBy, type Logger, messageOf } from '#runtime';
import type { Store } from '#store';
import type { Teller } from '../channels/index.ts';
import type { Lease } from '../lease.ts';
import type { Problem } from '../problem.ts';
import { isTime } from '../retry.ts';
import { readThrough, recentMs } from '../through.ts';
import { AlertLog, type Change, type Saved, type Untold } from './alert-log.ts';
import { observe, type Observed } from './observe.ts';
import { readSilences } from './silences.ts';

export interface AlerterOptions {
  readonly store: Store;
  readonly kpi: Kpi;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: Lease;
  readonly rules: readonly AlertRule[];
  readonly windows: readonly MaintenanceWindow[];
  readonly channels: ReadonlyMap<string, Teller>;
}

type IsQuiet = (labels: Labels) => boolean;

/** Whether a state says more than the one that is kept: what an evaluation leaves as it was need not be. */
function isNews(before: AlertState, after: AlertState): boolean {
  if (after === before) return false;
  if (after.status !== before.status || after.status === 'pending') return true;
  return after.status === 'firing' && (after.outcome === 'clear' || after.outcome !== before.outcome);
}

/** Judges rules by the rollups, keeps what becomes of alerts, and tells their channels until these have been told. */
export class Alerter {
  readonly #options: AlerterOptions;
  readonly #log: AlertLog;
  #problems: readonly Problem[] = [];
  #silences: readonly Silence[] = [];

  constructor(options: AlerterOptions) {
    this.#options = options;
    this.#log = new AlertLog(options);
  }

  /** What went wrong in the last round. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** One round; nothing happens while another scheduler works. Rejects when the store is away: nothing is judged then, and nothing resolved. */
  async run(): Promise<void> {
    const { store, lease, channels } = this.#options;
    if (!(await lease.hold())) return;
    this.#silences = await readSilences(store, this.#options.clock.now());
    const states = new Map((await this.#log.states()).map((saved) => [saved.fingerprint, saved]));
    const changes = await this.#judge(await readSites(store), states);
    await this.#log.save(changes);
    for (const { fingerprint: key, notifications, ...change } of changes)
      states.set(key, { ...change, fingerprint: key, notification: notifications.at(-1) ?? null });
    const all = [...states.values()];
    const told = { states: all, isQuiet: this.#quieting(all) };
    const problems: Problem[] = [];
    for (const [id, teller] of channels) {
      await this.#tell(id, teller, told).catch((error: unknown) => {
        const problem = { about: 'alerts', channel: id, error: messageOf(error) };
        problems.push(problem);
        this.#options.logger.error(problem, 'not told');
      });
    }
    this.#problems = problems;
  }

  async #judge(sites: readonly AllowedSite[], states: ReadonlyMap<string, Saved>): Promise<Change[]> {
    const { store, kpi, clock, rules } = this.#options;
    const now = clock.now();
    const through = await readThrough(
      store,
      sites.map(({ id }) => id),
      now - recentMs,
    );
    const observed = await observe(rules, { kpi, sites, through, now });
    const changes: Change[] = [];
    const seen = new Set<string>();
    for (const rule of rules) {
      const groups = groupBy(observed.get(rule) ?? [], ({ row }) => fingerprint(labelsOf(rule, row)));
      for (const [key, each] of groups) {
        seen.add(key);
        changes.push(...this.#judgeOne(rule, each, states.get(key)?.state ?? initialState));
      }
    }
    return [...changes, ...this.#withdrawn(states, { seen, through, now })];
  }

  #judgeOne(rule: AlertRule, observed: readonly Observed[], before: AlertState): Change[] {
    const [first] = observed;
    if (!first) return [];
    const labels = labelsOf(rule, first.row);
    let state = before;
    let reason = '';
    const notifications: Notification[] = [];
    for (const { observation } of observed) {
      const evaluation = evaluate(rule, observation);
      const next = step({ rule, labels }, state, evaluation);
      if (next.state !== state) reason = evaluation.reason;
      state = next.state;
      notifications.push(...next.notifications);
    }
    if (notifications.length === 0 && !isNews(before, state)) return [];
    return [{ rule: rule.id, fingerprint: fingerprint(labels), labels, state, reason, notifications }];
  }

  /** Alerts whose rule is no more, or whose device is no longer expected at a site that is measured. */
  #withdrawn(
    states: ReadonlyMap<string, Saved>,
    { seen, through, now }: { seen: ReadonlySet<string>; through: ReadonlyMap<string, number>; now: number },
  ): Change[] {
    return [...states.values()].flatMap(({ rule: id, fingerprint: key, labels, state, notification }) => {
      if (state.status !== 'firing' && state.status !== 'pending') return [];
      const rule = this.#options.rules.find((each) => each.id === id);
      const isMeasured = (through.get(labels.site ?? '') ?? 0) > (state.evaluatedAt ?? now);
      if (rule && (seen.has(key) || !isMeasured)) return [];
      const reason = rule ? 'it is no longer expected' : 'the rule is no more';
      if (!rule || !notification) return [this.#forgotten({ key, id, labels, state, reason, notification, now })];
      const { measured } = notification;
      const evaluation = { at: now, outcome: 'clear' as const, isBetween: false, reason, measured };
      return [{ rule: id, fingerprint: key, labels, reason, ...withdraw({ rule, labels }, state, evaluation) }];
    });
  }

  /** Of a rule that is gone there is no template to tell by: what was told as firing is told as resolved. */
  #forgotten(gone: {
    key: string;
    id: string;
    labels: Labels;
    state: AlertState;
    reason: string;
    notification: Notification | null;
    now: number;
  }): Change {
    const { key, id, labels, state, reason, notification, now } = gone;
    const isFiring = state.status === 'firing';
    const ended: AlertState = { ...state, status: isFiring ? 'resolved' : 'inactive', endedAt: now, evaluatedAt: now };
    const told =
      isFiring && notification
        ? [
            {
              ...notification,
              dedupKey: `${notification.alertKey}-gone`,
              status: 'resolved' as const,
              endedAt: now,
              reason,
            },
          ]
        : [];
    return { rule: id, fingerprint: key, labels, state: ended, reason, notifications: told };
  }

  async #tell(
    channel: string,
    teller: Teller,
    { states, isQuiet }: { states: readonly Saved[]; isQuiet: IsQuiet },
  ): Promise<void> {
    const { clock, lease, logger } = this.#options;
    const now = clock.now();
    const { loud, quiet } = this.#sorted(await this.#log.untold(channel), isQuiet);
    await this.#log.note(quiet, { channel, status: 'quiet' });
    const due = loud.filter((each) => isTime(each, now)).map(({ notification }) => notification);
    const repeated = teller.isForgetful ? this.#firing(states, isQuiet) : [];
    const fresh = new Set(due.map(({ dedupKey }) => dedupKey));
    for (const group of groupNotifications([...due, ...repeated])) {
      if (!(await lease.isHeld())) return;
      const keys = group.notifications.map(({ dedupKey }) => dedupKey).filter((key) => fresh.has(key));
      try {
        await teller.tell(group, now);
      } catch (error) {
        await this.#log.note(keys, { channel, status: 'failed', error: messageOf(error) });
        throw error;
      }
      await this.#log.note(keys, { channel, status: 'sent' });
      if (keys.length > 0) logger.info({ channel, alerts: keys.length }, 'told');
    }
  }

  /** Tells of labels whether their alert is kept quiet now; made once a round, since there may be many alerts. */
  #quieting(states: readonly Saved[]): IsQuiet {
    const { rules, windows, clock } = this.#options;
    const inhibiting = new Map(rules.filter(({ inhibits }) => inhibits.length > 0).map((rule) => [rule.id, rule]));
    const firing = states.flatMap(({ rule: id, labels, state }) => {
      const rule = inhibiting.get(id);
      return rule && state.status === 'firing' ? [{ rule, labels }] : [];
    });
    const quiet = { silences: this.#silences, windows, firing };
    const now = clock.now();
    return (labels) => suppressionOf(labels, now, quiet) !== null;
  }

  /** Every alert that fires and is not kept quiet. */
  #firing(states: readonly Saved[], isQuiet: IsQuiet): Notification[] {
    return states.flatMap(({ state, labels, notification }) =>
      state.status === 'firing' && notification?.status === 'firing' && !isQuiet(labels) ? [notification] : [],
    );
  }

  /**
   * What is to be told now, and what never. A quiet alert that fires waits: it may still fire when it is quiet no longer. One that is over before
   * it was told of is not told at all; what was told as firing is told as resolved, quiet or not.
   */
  #sorted(untold: readonly Untold[], isQuiet: IsQuiet): { loud: Untold[]; quiet: string[] } {
    const waiting = new Set(
      untold
        .filter(({ notification, tries }) => notification.status === 'firing' && tries === 0)
        .filter(({ notification }) => isQuiet(notification.labels))
        .map(({ notification }) => notification.alertKey),
    );
    const over = new Set(
      untold
        .filter(({ notification }) => notification.status === 'resolved')
        .map(({ notification }) => notification.alertKey),
    );
    const isWaiting = ({ notification }: Untold): boolean => waiting.has(notification.alertKey);
    return {
      loud: untold.filter((each) => !isWaiting(each)),
      quiet: untold
        .filter((each) => isWaiting(each) && over.has(each.notification.alertKey))
        .map(({ notification }) => notification.dedupKey),
    };
  }
}
