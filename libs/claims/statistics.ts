import { setImmediate } from 'node:timers/promises';
import { type MetricId, metricOf } from '#catalogue';
import { dayMs } from '#contracts';
import type { Span, StatisticQuestion, Statistics, StatisticValue } from '#kpi';
import { PipelineError } from '#runtime';
import type { Store } from '#store';
import { type BesideName, readBeside } from './beside.ts';
import { lackOf, numberOf } from './measure.ts';
import { extentOf, type Method, methods } from './methods.ts';
import { type LoadRow, type LoadSeries, readLoads, seriesOf } from './series.ts';

/** A longer window would be read into memory at once. */
const longestMs = 1_100 * dayMs;

interface Declared {
  readonly method: Method;
  readonly leastDays: number;
  /** What it needs beside the loads. */
  readonly beside: BesideName | undefined;
}

function declaredOf(metric: MetricId): Declared {
  const declared = metricOf(metric);
  if (declared.kind !== 'statistic') throw new Error(`${metric} is no statistic`);
  const method = methods[declared.method];
  return { method, leastDays: declared.leastDays, beside: method.basis === 'trial' ? 'trial' : method.beside };
}

function refuseUnpublished(metric: MetricId): never {
  const message = `as_of: ${metric} is made from what is not published; ask without as_of for what is known now`;
  throw new PipelineError('QUERY_INVALID', message, { details: { parameter: 'as_of' } });
}

const nothingKnown = { value: null, coverage: null, days: 0, devices: 0, through: null } as const;

/** What a method says of a series. */
function valueOf(series: LoadSeries, method: Method, leastDays: number): StatisticValue {
  if (series.days.length === 0) return { ...nothingKnown, lacking: series.lacking };
  const { coverage, days } = extentOf(series, method.basis);
  const lacking = lackOf(series, method, { days, minimumDays: leastDays });
  const value = lacking === null ? numberOf(method, series) : null;
  return { value, coverage, days, devices: series.devices, through: series.to, lacking };
}

/** The stretch from the first to the last of what is asked; refuses one that is too long. */
function extentOfAsked({ asked }: StatisticQuestion): Span {
  const spans = asked.flatMap((each) => each.spans);
  const span = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
  if (span.to - span.from <= longestMs) return span;
  const message = `the window is longer than ${longestMs / dayMs} days: shorten it`;
  throw new PipelineError('QUERY_INVALID', `from: ${message}`, { details: { parameter: 'from', reason: 'too_large' } });
}

/** What works out the statistics of the catalogue from what a site drew, made and was told. Errors as of the store. */
export const createStatistics =
  (store: Pick<Store, 'query'>): Statistics =>
  async (question) => {
    const { site, asked, asOf, signal } = question;
    const { zone, currency } = site;
    const whole = { site: site.id, zone, currency, asOf, signal };
    if (asOf !== undefined)
      for (const { metric } of asked) if (declaredOf(metric).beside !== undefined) refuseUnpublished(metric);
    const rows = await readLoads(store, { ...whole, ...extentOfAsked(question) });

    const seriesIn = async ({ from, to }: Span, beside: BesideName | undefined): Promise<LoadSeries> => {
      const besides = beside === undefined ? {} : await readBeside(store, { ...whole, from, to }, [beside]);
      return seriesOf(rowsIn(rows, { from, to }), { site: site.id, zone, currency, ...besides });
    };

    const values: StatisticValue[][] = asked.map(() => []);
    const places = Math.max(...asked.map(({ spans }) => spans.length));
    for (let place = 0; place < places; place++) {
      // Of one place only: series of many days would fill the memory.
      const held = new Map<string, LoadSeries>();
      for (const [at, { metric, spans }] of asked.entries()) {
        const { method, leastDays, beside } = declaredOf(metric);
        const span = spans[place];
        if (!span) continue;
        const key = [span.from, beside].join();
        const series = held.get(key) ?? (await seriesIn(span, beside));
        held.set(key, series);
        values[at]?.push(valueOf(series, method, leastDays));
      }
      // Others are answered in between.
      await setImmediate();
      signal?.throwIfAborted();
    }
    return values;
  };

/** Rows that start in a span; they are in order of time. */
function rowsIn(rows: readonly LoadRow[], { from, to }: Span): LoadRow[] {
  return rows.filter(({ start_ms }) => start_ms >= from && start_ms < to);
}
