import { z } from 'zod';
import { systemClock } from '#runtime';
import { integer } from '#store';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import { startKafka } from '../support/kafka.ts';
import { median, value, type Value } from './notes.ts';
import { type StackOptions, startBenchStack } from './stack.ts';

const topic = 'telemetry.asic';
const counted = z.object({ last: integer });

/** Time from the SIGKILL of the processor that owns a partition until rows sent after it are in the store, s; another processor stands by. */
async function takeOvers(options: StackOptions, kills: number): Promise<number[]> {
  const clock = systemClock;
  const stack = await startBenchStack(options);
  try {
    const start = (): ReturnType<typeof stack.start> =>
      stack.start('dist/apps/processor/main.js', { PROCESSOR_BLOCK_MS: '50' });
    let sequence = 0;
    const send = async (): Promise<void> => {
      const now = clock.now();
      const batch = asicBatch({ now, at: now, sequence: ++sequence, rows: 10, site: 'site-1' });
      await stack.stream.append(topic, [{ key: 'site-1', value: encodeBatch(topic, batch) }]);
    };
    const untilStored = async (): Promise<void> => {
      for (;;) {
        const [row] = await stack.store.query(`SELECT max(sequence) AS last FROM reading_asic`, { schema: counted });
        if (Number(row?.last) >= sequence) return;
        await clock.sleep(20);
      }
    };
    const seconds: number[] = [];
    let owner = await start();
    await send();
    await untilStored();
    for (let kill = 0; kill < kills; kill++) {
      const heir = await start();
      // It has joined and been told that there is nothing for it.
      await clock.sleep(3_000);
      const began = clock.monotonic();
      owner.process.expectEnd();
      process.kill(owner.pid, 'SIGKILL');
      await send();
      await untilStored();
      seconds.push((clock.monotonic() - began) / 1000);
      owner = heir;
    }
    return seconds;
  } finally {
    await stack.stop();
  }
}

/** How long a partition is without a processor after a SIGKILL, embedded and on Kafka. */
export async function measureTakeover({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const kills = isShort ? 1 : 3;
  const embedded = await takeOvers({}, kills);
  const broker = await startKafka();
  try {
    const kafka = await takeOvers({ brokers: broker.brokers.join(',') }, kills);
    return [
      value('takeover.embedded', median(embedded), 's'),
      value('takeover.embedded_longest', Math.max(...embedded), 's'),
      value('takeover.kafka', median(kafka), 's'),
      value('takeover.kafka_longest', Math.max(...kafka), 's'),
    ];
  } finally {
    await broker.stop();
  }
}
