import { dayIn, dayText, parsePower, PowerReader, type PowerPriceRow } from '#market';
import type { PowerFeed } from '#register';
import type { Clock } from '#runtime';
import type { FeedRows } from './recorder.ts';
import type { Asked, KeepBody, Progress, Source } from './source.ts';

/** Power prices as rows to record: one per interval, and another when its price or status changes. */
export const powerRows = (feed: string, rows: readonly PowerPriceRow[]): FeedRows => ({
  topic: 'market.power',
  key: feed,
  rows: rows.map((row) => ({
    id: `${row.product} ${row.node} ${row.start_at}`,
    content: [row.end_at, row.price, row.energy, row.congestion, row.loss, row.currency, row.status],
    row: { ...row },
  })),
});

/** The feed of a site's power prices; `zone` is the site's. */
export function powerSource(
  power: PowerFeed,
  zone: string,
  { clock, progress }: { clock: Clock; progress: Progress },
): Source {
  const { feed, pollMs, timeoutMs } = power;
  const reader = new PowerReader({ ...power, zone }, dayIn(progress.read(feed) ?? ''));
  const ask = async function* (signal: AbortSignal, keep: KeepBody): AsyncGenerator<Asked> {
    const before = reader.through;
    try {
      for await (const { rows, kept, waitMs } of reader.read({ feed, timeoutMs, clock, signal, onBody: keep })) {
        yield {
          rows: rows && powerRows(feed, rows.rows),
          problems: rows?.problems ?? [],
          retryAfterMs: waitMs,
          kept,
        };
      }
    } finally {
      const { through } = reader;
      if (through !== null && through !== before) await progress.keep(feed, dayText(through));
    }
  };
  const parse: Source['parse'] = (body, knownAt) => {
    const { rows, problems } = parsePower(power, body, { feed, knownAt });
    return { rows: powerRows(feed, rows), problems };
  };
  return { feed, pollMs, ask, parse };
}
