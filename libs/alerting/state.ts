import type { Evaluation, Outcome } from './condition.ts';
import { type Labels, type Notification, notificationOf } from './notification.ts';
import type { AlertRule } from './rule.ts';

/** Pending: the condition holds, but not yet for long enough. Resolved: an alert that fired has just become clear. */
export const alertStatuses = ['inactive', 'pending', 'firing', 'resolved'] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** Where an alert stands. Plain data: it comes back from JSON as it was. Times are event times, UTC ms. */
export interface AlertState {
  readonly status: AlertStatus;
  /** The last evaluation that counted; null before the first. */
  readonly evaluatedAt: number | null;
  /** What that evaluation meant for this alert. */
  readonly outcome: Outcome;
  /** Since when the condition held, of the episode that is or was last. */
  readonly startedAt: number | null;
  readonly firedAt: number | null;
  readonly endedAt: number | null;
  /** How long it is known to have held (pending) or to have been clear (firing), ms; unknown stretches do not count. */
  readonly confirmedMs: number;
}

/** An alert that was never evaluated. */
export const initialState: AlertState = {
  status: 'inactive',
  evaluatedAt: null,
  outcome: 'unknown',
  startedAt: null,
  firedAt: null,
  endedAt: null,
  confirmedMs: 0,
};

/** A rule for one group of its dimensions. */
export interface Alert {
  readonly rule: AlertRule;
  readonly labels: Labels;
}

/** The next state, and what is to be told. State and notifications must be saved together, before any is sent. */
export interface Step {
  readonly state: AlertState;
  readonly notifications: readonly Notification[];
}

/**
 * Takes one evaluation into account. An evaluation at the event time of the last one or before it changes nothing, so that
 * repeating is safe. Unknown neither fires nor resolves anything.
 */
export function step(alert: Alert, state: AlertState, evaluation: Evaluation): Step {
  const { at } = evaluation;
  if (state.evaluatedAt !== null && at <= state.evaluatedAt) return { state, notifications: [] };
  const outcome = meaningOf(state.status, evaluation);
  const next = { ...moved(alert.rule, state, at, outcome), evaluatedAt: at, outcome };
  return { state: next, notifications: told(alert, state, next, evaluation) };
}

/**
 * Ends an alert whose rule or group is no more; that is no evaluation, so that it may end what unknown may not. `evaluation`
 * says when and, as its reason, why. It changes nothing where nothing fires, but that a pending alert becomes inactive.
 */
export function withdraw(alert: Alert, state: AlertState, evaluation: Evaluation): Step {
  const at = Math.max(evaluation.at, state.evaluatedAt ?? evaluation.at);
  if (state.status !== 'firing' && state.status !== 'pending') return { state, notifications: [] };
  const base = { ...state, evaluatedAt: at, outcome: 'clear' as const, confirmedMs: 0 };
  const next: AlertState =
    state.status === 'firing' ? { ...base, status: 'resolved', endedAt: at } : { ...base, status: 'inactive' };
  return { state: next, notifications: told(alert, state, next, evaluation) };
}

/** Between the limit and where it clears, an alert that fires goes on, and none begins. */
const meaningOf = (status: AlertStatus, { outcome, isBetween }: Evaluation): Outcome =>
  isBetween && outcome === 'clear' && status === 'firing' ? 'holds' : outcome;

function moved({ forMs, keepFiringMs }: AlertRule, state: AlertState, at: number, outcome: Outcome): AlertState {
  if (outcome === 'unknown') return state;
  if (state.status === 'firing') return whileFiring(state, at, outcome, keepFiringMs);
  if (outcome === 'clear') return { ...state, status: 'inactive', confirmedMs: 0 };
  const isPending = state.status === 'pending';
  const confirmedMs = isPending ? confirmed(state, at, 'holds') : 0;
  const startedAt = isPending ? state.startedAt : at;
  const pending: AlertState = { ...state, status: 'pending', startedAt, firedAt: null, endedAt: null, confirmedMs };
  return confirmedMs >= forMs ? { ...pending, status: 'firing', firedAt: at, confirmedMs: 0 } : pending;
}

function whileFiring(state: AlertState, at: number, outcome: 'holds' | 'clear', keepFiringMs: number): AlertState {
  if (outcome === 'holds') return { ...state, endedAt: null, confirmedMs: 0 };
  const confirmedMs = confirmed(state, at, 'clear');
  // The end is when it became clear; that it is told later is for `keep_firing`.
  const clearing = { ...state, endedAt: state.endedAt ?? at, confirmedMs };
  return confirmedMs >= keepFiringMs ? { ...clearing, status: 'resolved', confirmedMs: 0 } : clearing;
}

/** Only time between two evaluations that say the same is known to have been so. */
const confirmed = ({ outcome, confirmedMs, evaluatedAt }: AlertState, at: number, wanted: Outcome): number =>
  outcome === wanted && evaluatedAt !== null ? confirmedMs + (at - evaluatedAt) : confirmedMs;

function told({ rule, labels }: Alert, before: AlertState, after: AlertState, evaluation: Evaluation): Notification[] {
  const { status, startedAt, endedAt } = after;
  if (status === before.status || startedAt === null) return [];
  if (status === 'firing') return [notificationOf(rule, labels, { status, startedAt, endedAt: null }, evaluation)];
  if (status === 'resolved') return [notificationOf(rule, labels, { status, startedAt, endedAt }, evaluation)];
  return [];
}
