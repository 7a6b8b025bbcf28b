import { expect, test } from '@jest/globals';
import { readDevice } from '#devices';
import { Meter, type Reading } from '#metering';
import { systemClock } from '#runtime';
import { readingEncoder } from '../../../apps/collector/columns.ts';
import { pollOf } from '../../../apps/collector/poller.ts';
import { decodeBlock } from '../../../libs/load/block.ts';
import { openMessage } from '../../../libs/load/message.ts';
import { readNative } from '../../../libs/load/native-reader.ts';
import { noon } from '../../support/batches.ts';
import { serveHttp, targetOf } from './servers.ts';

/** A board that is divided in two, as dcgm-exporter shows it: what is the board's comes with each instance. */
const page = (first: number, second: number): string =>
  [
    ['3g.40gb', 1, first],
    ['1g.10gb', 7, second],
  ]
    .flatMap(([profile, id, active]) => {
      const labels = `gpu="0",UUID="GPU-m",GPU_I_PROFILE="${profile}",GPU_I_ID="${id}",Hostname="node"`;
      return [
        `DCGM_FI_DEV_POWER_USAGE{${labels}} 434.5`,
        `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{${labels}} 7000000`,
        `DCGM_FI_PROF_GR_ENGINE_ACTIVE{${labels}} ${active}`,
      ];
    })
    .join('\n');

test('how busy instances are comes from the exporter of a divided board to the store beside its energy, which counts once', async () => {
  const pages = { '/metrics': page(0.5, 0.1) };
  const fake = await serveHttp(pages);
  const meter = new Meter({ deviceClass: 'gpu', pollMs: 30_000 });
  const start = noon(systemClock.now());
  const readings: Reading[] = [];
  try {
    const target = targetOf('dcgm', fake.port);
    const poll = async (at: number) => {
      const { units } = await readDevice(target, { clock: systemClock });
      expect(units).toHaveLength(1);
      const [unit] = units;
      if (!unit) throw new Error('no board');
      return pollOf(unit, at, at, 'run');
    };
    const state = meter.start(await poll(start));
    for (const at of [start + 30_000, start + 60_001]) {
      const reading = meter.step(state, await poll(at));
      if (reading) readings.push(reading);
    }
  } finally {
    await fake.close();
  }
  const day = Math.floor(start / 86_400_000);
  const header = { collector: 'c', incarnation: 'i', sequence: 1, site: 's', day, produced_at: start, count: 2 };
  const value = readingEncoder('gpu').encode(header, readings);
  if (!value) throw new Error('no batch');
  const message = { offset: 0n, key: 's', value, timestamp: start };
  const envelopes = [openMessage('telemetry.gpu', message)];
  const block = decodeBlock({ topic: 'telemetry.gpu', log: 1, partition: 0, bounds: {}, envelopes });
  expect(block.dead).toEqual([]);
  expect(readNative(Buffer.concat(block.body()))).toMatchObject([
    { energy_j: 0, instances: '1:3:15000 7:1:3000' },
    { energy_j: 0, instances: '1:3:15001 7:1:3000' },
  ]);
});
