import avsc from 'avsc';
import { currentSchema, type Topic } from '#contracts';
import { systemClock } from '#runtime';
import { partitionOf } from '#stream';
import { asicBatch, encodeBatch, type Fields, frame } from '../../support/batches.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import { healthOf, settled } from '../settled.ts';
import { partitions, started } from '../stage.ts';
import { judge, nothingWrong, type Verdict } from '../verdict.ts';
import { until } from '../wait.ts';

const topic: Topic = 'telemetry.asic';
const site = 'north';

interface Poison {
  readonly key?: string;
  readonly value: Buffer;
  /** Dead letters that come of it: rows, or all of the rows that its header claims. */
  readonly dead: number;
}

/** A message that says of a source what no schema knows. */
function withUnknownSymbol(batch: Fields): Buffer {
  const { avro, id } = currentSchema(topic);
  const text = JSON.stringify(avro).replace('"metered"', '"metered","weird1","weird2","weird3","weird4","weird5"');
  const type = avsc.Type.forSchema(JSON.parse(text) as avsc.Schema, { wrapUnions: false });
  return frame(id, type.toBuffer({ ...batch, energy_source: ['weird5'], hash_source: ['weird5'] }));
}

/** One message of each kind of nonsense, each by a collector of its own. */
function poisons(now: number): Poison[] {
  const at = now - 60_000;
  let number = 0;
  const batch = (rows = 3): Fields => {
    number += 1;
    return asicBatch({ now, at: at + number, sequence: 1, collector: `poison-${number}`, site, rows });
  };
  const good = encodeBatch(topic, batch());
  return [
    { value: encodeBatch(topic, { ...batch(), rate_ghs: [1, Number.NaN, 2] }), dead: 1 },
    { value: encodeBatch(topic, { ...batch(), energy_j: [1, 2, -3] }), dead: 1 },
    { value: good.subarray(0, good.length - 7), dead: 1 },
    { value: Buffer.concat([good, Buffer.from('more')]), dead: 1 },
    { value: Buffer.alloc(0), dead: 1 },
    { value: Buffer.from('{"this":"is JSON"}'), dead: 1 },
    { value: frame(99_999, good.subarray(5)), dead: 1 },
    { value: withUnknownSymbol(batch(1)), dead: 1 },
    { value: encodeBatch(topic, { ...batch(), count: 5 }), dead: 5 },
    { value: encodeBatch(topic, { ...batch(), day: Math.floor(at / 86_400_000) - 1 }), dead: 3 },
    { key: 'elsewhere', value: encodeBatch(topic, batch()), dead: 3 },
    { value: frame(currentSchema(topic).id, Buffer.alloc(10_000_000, 0x2a)), dead: 1 },
  ];
}

/** Whatever can be wrong with a message comes between good ones. */
export const poison: Scenario = {
  name: 'poison',
  about: 'NaN, truncated and trailing bytes, unknown schema, enum out of range, lying header, wrong day and key, 10 MB',
  streams: ['embedded', 'kafka'],
  short: ['embedded'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const load = startLoad(stage);
    await started(() => stage.start('processor', { PROCESSOR_SCHEMA_RETRY_MS: '2000' }));
    const all = stage.random.shuffled(poisons(systemClock.now()));
    let dead = 0;
    for (const { key = site, value, dead: some } of all) {
      await stage.stream.append(topic, [{ key, value }]);
      dead += some;
      await systemClock.sleep(stage.random.between(0, 400));
    }
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, { readings: sent.readings, dead: sent.dead + dead });
  },
};

/** A producer that only sends nonsense: its partition stops and says so, the others go on. */
export const onlyPoison: Scenario = {
  name: 'only-poison',
  about: 'a stream of only bad messages: the partition stops at the limit and says so, the others go on',
  streams: ['embedded'],
  short: ['embedded'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const processor = await started(() => stage.start('processor'));
    const bad = partitionOf(site, partitions);
    const others = ['north', 'south', 'east', 'west', 'fifth', 'sixth'].filter(
      (one) => partitionOf(one, partitions) !== bad,
    );
    const other = others[0] ?? '';
    const nonsense = Array.from({ length: 400 }, (_, i) => ({ key: site, value: Buffer.from(`nonsense ${i}`) }));
    await stage.stream.append(topic, nonsense);
    const now = systemClock.now();
    const batches = Array.from({ length: 20 }, (_, i) => asicBatch({ now, sequence: i + 1, site: other, rows: 10 }));
    await stage.stream.append(
      topic,
      batches.map((batch) => ({ key: other, value: encodeBatch(topic, batch) })),
    );
    const faults: string[] = [];
    const stopped = await until('the partition to stop', async () =>
      (await healthOf(processor)).partitions.find(({ state }) => state === 'stopped'),
    );
    stage.say(`partition ${stopped.partition}: ${stopped.code} ${stopped.reason}`);
    if (stopped.partition !== bad || stopped.code !== 'DEAD_LETTER_LIMIT')
      faults.push(`partition ${stopped.partition} stopped: ${stopped.code}`);
    const response = await fetch(`${String((await processor.ready)['url'])}/healthz`);
    if (response.status !== 503) faults.push(`/healthz answers ${response.status}`);
    const readings = 200;
    await until('the other partition to be loaded', async () => (await stage.storedRows()) >= readings);
    const stored = await stage.storedRows();
    const verdict: Verdict = {
      ...nothingWrong,
      readings,
      lost: Math.max(0, readings - stored),
      doubled: Math.max(0, stored - readings),
      faults,
    };
    return verdict;
  },
};
