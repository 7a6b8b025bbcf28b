import { blockRows, difficultyOf, parseMempoolBlocks, parsePower, powerParsers, type PowerPriceRow } from '#market';
import type { Site } from '#register';
import { blockFeedRows } from '../../../../apps/collector/chain-feed.ts';
import { powerRows } from '../../../../apps/collector/power-source.ts';
import type { FeedRows } from '../../../../apps/collector/recorder.ts';
import type { Given } from '../case-run.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const given = (site: Site, table: string, { key, rows }: FeedRows): Given => ({
  site,
  rows: new Map([[table, rows.map(({ row }) => ({ site: key, ...row }))]]),
});

/** The targets of the last epoch before height 822,528 and of the one from there on, as Electrum's checkpoints have them. */
const targets = {
  before: 400552292241643231889165698417718970914081776120889344n,
  from: 374406027949793378682501776760424667692437142927048704n,
};

/** A page of a mempool server: blocks around height 822,528, a quarter of an hour apart from `start` on. */
export function epochBlocks(site: Site, start: number): Given {
  const blocks = [822_529, 822_528, 822_527, 822_526].map((height) => ({
    id: height.toString(16).padStart(64, '0'),
    height,
    timestamp: start / 1000 + (height - 822_526) * 900,
    mediantime: start / 1000 + (height - 822_526) * 900,
    difficulty: difficultyOf(height < 822_528 ? targets.before : targets.from),
    previousblockhash: (height - 1).toString(16).padStart(64, '0'),
    extras: null,
  }));
  const feed = site.market.chain?.feed ?? '';
  const { rows } = parseMempoolBlocks(Buffer.from(JSON.stringify(blocks)), feed);
  return given(site, 'market_block', blockFeedRows(feed, blockRows(rows, start + hourMs)));
}

const two = (number: number): string => String(number).padStart(2, '0');
const stamp = (ms: number): string => {
  const at = new Date(ms);
  return `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()} ${two(at.getUTCHours())}:00:00`;
};

/** How many locations have a negative price, by the hour of the stamp, which is the end of the interval in local time. */
const negative: Readonly<Record<number, number>> = { 0: 37, 4: 848, 23: 119 };
const locations = 1234;

/** A file of day-ahead prices of SPP as large as one of the market's, of a day of winter that begins at `start` in Chicago. */
function sppFile(start: number): Buffer {
  const lines = ['Interval,GMTIntervalEnd,Settlement Location,Pnode,LMP,MLC,MCC,MEC'];
  for (let hour = 1; hour <= 24; hour++) {
    const end = start + hour * hourMs;
    for (let location = 0; location < locations; location++) {
      const price = location < (negative[hour % 24] ?? 0) ? -4.5 : 25;
      lines.push(
        `${stamp(end - 6 * hourMs)},${stamp(end)},LOCATION_${location},NODE_${location},${price},0,0,${price}`,
      );
    }
  }
  return Buffer.from(lines.join('\r\n'));
}

/** What that file says of one of the locations, and of all of them. */
export function sppDay(site: Site, start: number): Given & { readonly all: readonly PowerPriceRow[] } {
  const body = sppFile(start);
  const options = { feed: site.market.power?.feed ?? '', knownAt: start };
  const source = { kind: 'spp', product: 'DA', status: 'final' } as const;
  const { rows } = parsePower({ ...source, node: 'LOCATION_36' }, body, options);
  const { rows: all } = powerParsers.spp(body, { ...options, ...source, isPaged: true });
  return { ...given(site, 'market_power', powerRows(options.feed, rows)), all };
}
