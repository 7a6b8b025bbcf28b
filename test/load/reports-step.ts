import { Temporal } from 'temporal-polyfill';
import { reports } from '#catalogue';
import { createStatistics } from '#claims';
import { createKpi, readSites } from '#kpi';
import { compileReport, lastEnded, reportMail, type ReportDocument, reportFormatNames, reportFormats } from '#report';
import { systemClock } from '#runtime';
import { fillRollups, type FleetSize } from './fleet-rollups.ts';
import { value, type Value } from './notes.ts';
import { type BenchStack, merged, startBenchStack } from './stack.ts';

const clock = systemClock;
const zone = 'America/Chicago';

/** Long enough for the month of the year before. */
const full: FleetSize = { sites: 10, days: 430, unitSites: 10, minersPerSite: 208, boardsPerSite: 32, fineDays: 1 };
const short: FleetSize = { ...full, sites: 2, unitSites: 2 };

async function timed<Result>(work: () => Result | Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const began = clock.monotonic();
  const result = await work();
  return { result, seconds: (clock.monotonic() - began) / 1000 };
}

async function compiled({ store }: BenchStack): Promise<ReportDocument> {
  const report = reports.find(({ id }) => id === 'monthly_investor');
  if (!report) throw new Error('There is no report for investors');
  const asOf = clock.now();
  const period = lastEnded('month', { zone, at: '00:00', now: asOf });
  const sites = await readSites(store);
  return compileReport(
    { kpi: createKpi({ store, clock, statistics: createStatistics(store) }), store },
    { report, period, sites, asOf },
  );
}

/** The monthly report for investors of ten sites: reading it from the store, and printing it in every format. */
export async function measureReports({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const size = isShort ? short : full;
  const end = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(zone).startOfDay();
  const stack = await startBenchStack();
  try {
    await fillRollups(stack.store, size, end.toInstant().toString().slice(0, 19).replace('T', ' '));
    await merged(stack);
    const { result: issue, seconds } = await timed(() => compiled(stack));
    const values = [value('reports.sites', size.sites, 'sites'), value('reports.compile', seconds, 's')];
    let whole = seconds;
    for (const name of reportFormatNames) {
      const printed = await timed<string | Buffer>(() => reportFormats[name].render(issue));
      whole += printed.seconds;
      values.push(
        value(`reports.${name}`, printed.seconds, 's'),
        value(`reports.${name}_size`, Buffer.byteLength(printed.result) / 1e6, 'MB'),
      );
    }
    const mail = await timed(() => reportMail(issue));
    values.push(value('reports.mail', mail.seconds, 's'), value('reports.whole', whole + mail.seconds, 's'));
    return values;
  } finally {
    await stack.stop();
  }
}
