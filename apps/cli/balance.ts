import { createStatistics } from '#claims';
import Table from 'cli-table3';
import { dayMs } from '#contracts';
import { createKpi, type EnergyBalance, readBalance, readSites, type Suspect } from '#kpi';
import { isoOf, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';
import { instantOf, siteOf } from './window.ts';

export interface BalanceOptions {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly site?: string;
  readonly grain: string;
  readonly json?: boolean;
}

const usualWindowMs = 7 * dayMs;
const grains = ['hour', 'day', 'month', 'total'] as const;

/** Prints what came in at a site and at its halls against what their parts count, and which meter or device to doubt. */
export async function balance(options: BalanceOptions): Promise<void> {
  const grain = grains.find((each) => each === options.grain);
  if (!grain) throw wrong(`--grain ${options.grain}: known are ${grains.join(', ')}`);
  await withConnection(options.data, async ({ store }) => {
    const site = siteOf(await readSites(store), options.site);
    const to = options.to === undefined ? systemClock.now() : instantOf('to', options.to, site.zone);
    const from = options.from === undefined ? to - usualWindowMs : instantOf('from', options.from, site.zone);
    const kpi = createKpi({ store, clock: systemClock, statistics: createStatistics(store) });
    const found = await readBalance({ store, kpi }, { site, grain, from, to });
    if (isMachine(options)) for (const each of [...found.rows, ...found.suspects]) say(JSON.stringify(each));
    else sayBalance(found);
  });
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const words: Readonly<Record<Suspect['finding'], string>> = {
  reads_low: 'counts too little',
  reads_high: 'counts too much',
  misses: 'counts nothing at times',
};

function sayBalance({ rows, suspects }: EnergyBalance): void {
  const table = new Table({ head: ['from', 'place', 'unaccounted', 'share'], style: { head: [], border: [] } });
  const shares = rows.filter(({ metric }) => metric === 'unaccounted_share');
  for (const { start, site, hall, value, reason, numerator } of shares) {
    const at = isoOf(start);
    const energy = value === null || numerator === null ? (reason ?? '') : `${(numerator / 3.6e6).toFixed(1)} kWh`;
    table.push([at, hall ?? site, energy, value === null ? '' : percent(value)]);
  }
  say(table.toString());
  if (suspects.length === 0) say('No meter or device explains the gaps.');
  for (const { class: kind, device, hall, site, finding, explains, slope, hours } of suspects)
    say(
      `${kind} ${device} ${words[finding]}: in ${hours} hours it explains ${percent(explains)} of the gap of ${hall || site} (slope ${slope.toFixed(3)})`,
    );
}
