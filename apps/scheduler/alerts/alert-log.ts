import { z } from 'zod';
import type { AlertState, Labels, Notification } from '#alerting';
import { dayMs } from '#contracts';
import type { Clock } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { Lease } from '../lease.ts';
import { sql } from '../sql.ts';

/** What this app has written itself. */
const own = <Value>() => z.string().transform((text) => (text === '' ? null : (JSON.parse(text) as Value | null)));

const stateRow = z.object({
  rule: z.string(),
  fingerprint: z.string(),
  labels: own<Labels>(),
  state: own<AlertState>(),
  notification: own<Notification>(),
  saved_ms: safeInteger,
});

/** Where an alert stands. */
export interface Saved {
  readonly rule: string;
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly state: AlertState;
  /** The last that was to be told of it. */
  readonly notification: Notification | null;
}

/** How an alert has changed. */
export interface Change {
  readonly rule: string;
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly state: AlertState;
  readonly reason: string;
  readonly notifications: readonly Notification[];
}

const untoldRow = z.object({
  key: z.string(),
  notification: own<Notification>(),
  tries: z.int(),
  last_ms: safeInteger,
});

/** A notification that a channel has not got. */
export interface Untold {
  readonly notification: Notification;
  readonly tries: number;
  /** UTC ms of the last attempt. */
  readonly lastMs: number;
}

/** Notifications are offered to a channel for so long, ms; then somebody has to decide. */
export const keptMs = 7 * dayMs;

/** What became of alerts, and who was told. Errors as of the store. */
export class AlertLog {
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #clock: Clock;
  #lastMs = 0;
  #known: { readonly epoch: number | null; readonly states: Map<string, Saved> } | undefined;

  constructor(options: { store: Store; lease: Lease; clock: Clock }) {
    this.#store = options.store;
    this.#lease = options.lease;
    this.#clock = options.clock;
  }

  /** Where each alert stands, by its fingerprint. Read once while the lease is held: nobody else writes meanwhile. */
  async states(): Promise<ReadonlyMap<string, Saved>> {
    const { epoch } = this.#lease;
    if (this.#known?.epoch === epoch) return this.#known.states;
    const rows = await this.#store.query(sql('alert-states'), { schema: stateRow });
    const states = new Map<string, Saved>();
    for (const { rule, fingerprint, labels, state, notification, saved_ms } of rows) {
      this.#lastMs = Math.max(this.#lastMs, saved_ms);
      if (labels && state) states.set(fingerprint, { rule, fingerprint, labels, state, notification });
    }
    this.#known = { epoch, states };
    return states;
  }

  /** Keeps all changes, or none; none when another scheduler has taken over. */
  async save(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    // The last row of an alert is its state: each save is later than all before it, whatever the clock does.
    this.#lastMs = Math.max(this.#clock.now(), this.#lastMs + 1);
    const rows = changes.map(({ rule, fingerprint, labels, state, reason, notifications }) => ({
      rule,
      fingerprint,
      saved_ms: this.#lastMs,
      site: labels.site ?? '',
      status: state.status,
      labels: JSON.stringify(labels),
      state: JSON.stringify(state),
      reason,
      keys: notifications.map(({ dedupKey }) => dedupKey),
      notifications: notifications.map((notification) => JSON.stringify(notification)),
    }));
    const known = this.#known;
    // Whether a save that fails has happened is not known: what is remembered is read anew.
    this.#known = undefined;
    await this.#store.insertBlock({
      statement: sql('save-alerts'),
      body: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
      params: { name: this.#lease.name, holder: this.#lease.holder },
    });
    for (const { reason: _reason, notifications, ...saved } of changes) {
      const notification = notifications.at(-1) ?? known?.states.get(saved.fingerprint)?.notification ?? null;
      known?.states.set(saved.fingerprint, { ...saved, notification });
    }
    this.#known = known;
  }

  async untold(channel: string): Promise<Untold[]> {
    const params = { channel, since: this.#clock.now() - keptMs };
    const rows = await this.#store.query(sql('untold'), { params, schema: untoldRow });
    return rows.flatMap(({ notification, tries, last_ms }) =>
      notification ? [{ notification, tries, lastMs: last_ms }] : [],
    );
  }

  /** Notes what became of notifications at a channel; `error` says why it failed or what kept them back. */
  async note(
    keys: readonly string[],
    { channel, status, error = '' }: { channel: string; status: 'sent' | 'failed' | 'quiet'; error?: string },
  ): Promise<void> {
    if (keys.length === 0) return;
    const params = { keys, channel, at: this.#clock.now(), status, error: error.slice(0, 1_000) };
    await this.#store.command(sql('alert-delivered'), { params });
  }
}
