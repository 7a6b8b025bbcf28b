import {
  type AlertRule,
  type AlertState,
  evaluate,
  fingerprint,
  initialState,
  type Labels,
  labelsOf,
  type Notification,
  step,
  withdraw,
} from '#alerting';
import type { Change, Saved } from './alert-log.ts';
import type { Observed } from './observe.ts';
import type { Row } from './row.ts';

/**
 * Whether a state says more than the one that is kept. What goes on as it was need not be: the time between two evaluations that
 * say the same counts, however many there were between them.
 */
function isNews(before: AlertState, after: AlertState): boolean {
  if (after.status !== before.status) return true;
  return (after.status === 'pending' || after.status === 'firing') && after.outcome !== before.outcome;
}

const groupOf = ({ by }: AlertRule, row: Row): string => by.map((dimension) => row[dimension] ?? '').join('\0');

/** An alert and where it stands, whether that was worth keeping or not. */
interface Judged {
  readonly rule: AlertRule;
  readonly labels: Labels;
  readonly fingerprint: string;
  state: AlertState;
}

interface Known {
  /** All, those too of which nothing could be observed. */
  readonly rules: readonly AlertRule[];
  /** Until when each site is rolled up, UTC ms. */
  readonly through: ReadonlyMap<string, number>;
  readonly now: number;
}

/**
 * Judges what is observed of rules. It remembers where each alert stands, so that what was judged once is not judged in every
 * round again; that is good for as long as the states that it began with are those of the log.
 */
export class Judge {
  readonly #states: ReadonlyMap<string, Saved>;
  readonly #groups = new Map<AlertRule, Map<string, Judged>>();
  readonly #alerts = new Map<string, Judged>();

  constructor(states: ReadonlyMap<string, Saved>) {
    this.#states = states;
  }

  /** How alerts change by what was observed of each rule. */
  judge(observed: ReadonlyMap<AlertRule, readonly Observed[]>, known: Known): Change[] {
    const changes: Change[] = [];
    const seen = new Set<string>();
    for (const [rule, all] of observed) {
      const groups = this.#groups.get(rule) ?? new Map<string, Judged>();
      this.#groups.set(rule, groups);
      for (const [key, group] of byGroup(rule, all)) {
        const judged = groups.get(key) ?? this.#begun(rule, group);
        groups.set(key, judged);
        seen.add(judged.fingerprint);
        const change = take(judged, group);
        if (change) changes.push(change);
      }
    }
    return [...changes, ...this.#withdrawn((rule, key) => !observed.has(rule) || seen.has(key), known)];
  }

  #begun(rule: AlertRule, [first]: readonly [Observed, ...Observed[]]): Judged {
    const labels = labelsOf(rule, first.row);
    const key = fingerprint(labels);
    const begun = { rule, labels, fingerprint: key, state: this.#states.get(key)?.state ?? initialState };
    this.#alerts.set(key, begun);
    return begun;
  }

  /** Alerts whose rule is no more, or whose device is no longer expected at a site that is measured. */
  #withdrawn(isExpected: (rule: AlertRule, key: string) => boolean, { rules, through, now }: Known): Change[] {
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    return [...this.#states.values()].flatMap((saved) => {
      const { rule: id, fingerprint: key, labels, state, notification } = saved;
      if (state.status !== 'firing' && state.status !== 'pending') return [];
      const rule = byId.get(id);
      const isMeasured = (through.get(labels.site ?? '') ?? 0) > (state.evaluatedAt ?? now);
      if (rule && (isExpected(rule, key) || !isMeasured)) return [];
      const reason = rule ? 'it is no longer expected' : 'the rule is no more';
      if (!rule || !notification) return [this.#ended(forgotten(saved, reason, now))];
      const evaluation = {
        at: now,
        outcome: 'clear' as const,
        isBetween: false,
        reason,
        measured: notification.measured,
      };
      const ended = withdraw({ rule, labels }, state, evaluation);
      return [this.#ended({ rule: id, fingerprint: key, labels, reason, ...ended })];
    });
  }

  #ended(change: Change): Change {
    const alert = this.#alerts.get(change.fingerprint);
    if (alert) alert.state = change.state;

    return change;
  }
}

function byGroup(rule: AlertRule, all: readonly Observed[]): Map<string, [Observed, ...Observed[]]> {
  const groups = new Map<string, [Observed, ...Observed[]]>();
  for (const each of all) {
    const key = groupOf(rule, each.row);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

/** Takes what was observed of one group into account, in its order; the change is undefined when there is nothing to keep. */
function take(judged: Judged, observed: readonly Observed[]): Change | undefined {
  const { rule, labels, state: before } = judged;
  let reason = '';
  const notifications: Notification[] = [];
  for (const { at, look } of observed) {
    if (judged.state.evaluatedAt !== null && at <= judged.state.evaluatedAt) continue;
    const evaluation = evaluate(rule, look());
    const next = step({ rule, labels }, judged.state, evaluation);
    reason = evaluation.reason;
    judged.state = next.state;
    notifications.push(...next.notifications);
  }
  if (notifications.length === 0 && !isNews(before, judged.state)) return undefined;
  return { rule: rule.id, fingerprint: judged.fingerprint, labels, state: judged.state, reason, notifications };
}

/** Of a rule that is gone there is no template to tell by: what was told as firing is told as resolved. */
function forgotten(saved: Saved, reason: string, now: number): Change {
  const { notification, state, ...same } = saved;
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
  return { ...same, state: ended, reason, notifications: told };
}
