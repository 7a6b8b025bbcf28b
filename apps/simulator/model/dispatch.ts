import { isoOf } from './local-time.ts';

/** One ordered curtailment, or the policy of dispatch of a day, as its feed shows it; a later revision replaces an earlier one. */
export interface DispatchRow {
  readonly event_id: string;
  readonly kind: 'curtailment' | 'policy';
  readonly reason: string;
  readonly scope: string;
  readonly started_at: string;
  /** Null while it lasts. */
  readonly ended_at: string | null;
  readonly setpoint_w: number | null;
  readonly revision: number;
  readonly known_at: string;
}

interface Order {
  readonly kind: DispatchRow['kind'];
  readonly reason: string;
  readonly scope: string;
  readonly setpointW: number | null;
}

/** The orders that a site has received, and the policies that it was under. */
export interface Dispatch {
  /** Opens an order; the function returned closes it. */
  open(now: number, order: Order): (now: number) => void;
  /** Orders that were opened or changed at or after `since`, UTC ms, oldest first, each in its latest revision. */
  rows(since: number): DispatchRow[];
}

/** An empty list of orders. */
export function createDispatch(site: string): Dispatch {
  const entries: { changedAt: number; row: DispatchRow }[] = [];
  return {
    open: (now, { kind, reason, scope, setpointW }) => {
      const at = isoOf(now);
      const number = entries.filter(({ row }) => row.kind === kind).length + 1;
      const name = kind === 'policy' ? `${site}-policy` : site;
      const entry = {
        changedAt: now,
        row: {
          event_id: `${name}-${String(number).padStart(4, '0')}-${at.slice(0, 10)}`,
          kind,
          reason,
          scope,
          started_at: at,
          ended_at: null,
          setpoint_w: setpointW,
          revision: 1,
          known_at: at,
        } satisfies DispatchRow as DispatchRow,
      };
      entries.push(entry);
      return (end) => {
        const ended = isoOf(end);
        entry.changedAt = end;
        entry.row = { ...entry.row, ended_at: ended, revision: 2, known_at: ended };
      };
    },
    rows: (since) => entries.filter((entry) => entry.changedAt >= since).map((entry) => entry.row),
  };
}
