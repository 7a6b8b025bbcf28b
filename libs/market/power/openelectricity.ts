import { z } from 'zod';
import { feedError, jsonOf } from '../body.ts';
import { fault, numberIn } from '../fault.ts';
import { faultsOf, instant } from '../instant.ts';
import { powerConventions } from './convention.ts';
import { type PowerParser, type PowerRows, powerRows } from './rows.ts';

const minuteMs = 60_000;
const lengthMs = powerConventions.NEM.minutes.RT5 * minuteMs;

const answerSchema = z.object({
  data: z.array(
    z.object({
      network_code: z.string().optional(),
      metric: z.string(),
      unit: z.string(),
      interval: z.string(),
      results: z.array(
        z.object({
          name: z.string(),
          columns: z.object({ region: z.string().min(1).optional() }),
          data: z.array(z.unknown()),
        }),
      ),
    }),
  ),
});
type Series = z.output<typeof answerSchema>['data'][number];
const pointSchema = z.tuple([instant, z.unknown()]);

function checkSeries({ unit, interval, network_code: network = 'NEM' }: Series, feed: string): void {
  if (network !== 'NEM') throw feedError(feed, `the network ${network} is not NEM`);
  if (!/^\$\/MWh$/i.test(unit)) throw feedError(feed, `the unit ${unit} is not $/MWh`);
  if (interval !== '5m') throw feedError(feed, `the interval ${interval} is not 5m`);
}

function addResult(out: PowerRows, { name, columns, data }: Series['results'][number]): void {
  const node = columns.region;
  if (node === undefined) return out.note(`the result ${name} has no region: group by network_region`);
  if (!out.wants(node)) return;
  for (const [i, value] of data.entries()) {
    out.add(`${node}, row ${i}`, () => {
      const point = pointSchema.safeParse(value);
      if (!point.success) throw fault('row', faultsOf(point.error));
      const [end_at, price] = point.data;
      return { node, start_at: end_at - lengthMs, end_at, price: numberIn('price', price) };
    });
  }
}

/**
 * Prices of the Australian National Electricity Market from OpenElectricity, `/v4/market/network/NEM?metrics=price&interval=5m&primary_grouping=network_region` (RT5) in JSON.
 * Source: OpenElectricity API v4 documentation (docs.openelectricity.org.au, market data); its guide on curtailment says that a stamp is AEMO's settlement date,
 * the END of the interval. A node is a region; other metrics in the answer are passed over; means over longer intervals are not what a site settles at and throw.
 */
export const parseOpenElectricity: PowerParser = (body, options) => {
  const out = powerRows('NEM', options);
  const { success, data: answer, error } = answerSchema.safeParse(jsonOf(body, options.feed));
  if (!success) throw feedError(options.feed, faultsOf(error), error);
  const series = answer.data.filter(({ metric }) => metric === 'price');
  if (series.length === 0) throw feedError(options.feed, 'the answer has no metric price');
  for (const one of series) {
    checkSeries(one, options.feed);
    for (const result of one.results) addResult(out, result);
  }
  return out.done();
};
