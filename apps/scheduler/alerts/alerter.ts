import {
  type AlertRule,
  groupNotifications,
  type Labels,
  type MaintenanceWindow,
  type Notification,
  type Silence,
  suppressionOf,
} from '#alerting';
import { readSilences, saveRules } from '#alert-store';
import { type AllowedSite, type Kpi, readSites } from '#kpi';
import { type Clock, type Logger, messageOf } from '#runtime';
import type { Store } from '#store';
import type { Teller } from '../channels/index.ts';
import type { Lease } from '../lease.ts';
import type { Problem } from '../problem.ts';
import { isTime } from '../retry.ts';
import { readThrough, recentMs } from '../through.ts';
import { AlertLog, type Change, type Saved, type Untold } from './alert-log.ts';
import { Judge } from './judge.ts';
import { Observer } from './observe.ts';
import { saveVerdicts } from './verdict-log.ts';

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

/** Judges rules by the rollups, keeps what becomes of alerts, and tells their channels until these have been told. */
export class Alerter {
  readonly #options: AlerterOptions;
  readonly #log: AlertLog;
  readonly #observer: Observer;
  #judging: { readonly states: ReadonlyMap<string, Saved>; readonly judge: Judge } | undefined;
  #problems: readonly Problem[] = [];
  #silences: readonly Silence[] = [];
  /** The time of holding the lease in which the rules were kept. */
  #keptIn: number | null = null;

  constructor(options: AlerterOptions) {
    this.#options = options;
    this.#log = new AlertLog(options);
    const { store, kpi, lease } = options;
    this.#observer = new Observer({ store, kpi, keep: (changes) => saveVerdicts(store, changes, lease) });
  }

  /** What went wrong in the last round. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** One round; nothing happens while another scheduler works. Rejects when the store is away: nothing is judged then, and nothing resolved. */
  async run(): Promise<void> {
    const { store, lease, channels, rules } = this.#options;
    if (!(await lease.hold())) return;
    if (this.#keptIn !== lease.epoch) await saveRules(store, rules, lease);
    this.#keptIn = lease.epoch;
    this.#silences = await readSilences(store, this.#options.clock.now());
    const { changes, problems } = await this.#judge(await readSites(store), await this.#log.states());
    await this.#log.save(changes);
    const all = [...(await this.#log.states()).values()];
    const told = { states: all, isQuiet: this.#quieting(all) };
    for (const [id, teller] of channels) {
      await this.#tell(id, teller, told).catch((error: unknown) => {
        const problem = { about: 'alerts', channel: id, error: messageOf(error) };
        problems.push(problem);
        this.#options.logger.error(problem, 'not told');
      });
    }
    this.#problems = problems;
  }

  async #judge(
    sites: readonly AllowedSite[],
    states: ReadonlyMap<string, Saved>,
  ): Promise<{ changes: Change[]; problems: Problem[] }> {
    const { store, clock, rules, logger } = this.#options;
    const now = clock.now();
    const through = await readThrough(
      store,
      sites.map(({ id }) => id),
      now - recentMs,
    );
    const { observed, problems } = await this.#observer.observe(rules, { sites, through, now });
    for (const problem of problems) logger.error(problem, 'not judged');
    // States that were read anew are not those that the judge remembers.
    if (this.#judging?.states !== states) this.#judging = { states, judge: new Judge(states) };
    return { changes: this.#judging.judge.judge(observed, { rules, through, now }), problems };
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
