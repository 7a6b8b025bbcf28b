import { systemClock } from '#runtime';
import type { Child } from '../child.ts';
import { startLoad } from '../load.ts';
import { openPlant } from '../metered.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { type Stage, started } from '../stage.ts';
import { judge } from '../verdict.ts';

/** The broker dies while collectors append and the processor reads. */
export const brokerStorm: Scenario = {
  name: 'broker-storm',
  about: 'SIGKILL of the broker at random moments under load',
  streams: ['kafka'],
  short: [],
  kills: { short: 10, long: 10 },
  timeoutMs: 400_000,
  run: async (stage) => {
    const load = startLoad(stage);
    await started(() => stage.start('processor'));
    while (stage.kills < stage.planned) {
      await systemClock.sleep(stage.random.between(500, 3_000));
      await killBroker(stage);
      stage.say(`killed ${stage.kills} of ${stage.planned}`);
    }
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};

async function killBroker(stage: Stage): Promise<void> {
  await stage.broker?.kill();
  stage.kills += 1;
  await stage.broker?.start();
}

/** Whatever there is dies, one at a time, in an order that the seed decides. */
export const mixedStorm: Scenario = {
  name: 'mixed-storm',
  about: 'SIGKILL of collector, processor, engine and broker in any order, with polled meters and a load of batches',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 12, long: 24, kafka: 12 },
  timeoutMs: 400_000,
  run: async (stage) => {
    const plant = await openPlant(stage);
    const load = startLoad(stage);
    let collector = await started(() => plant.startCollector());
    let processor: Child | undefined = stage.processors()[0];
    const startProcessor = (): Promise<Child> => started(() => stage.start('processor', plant.environment));
    const victims = ['collector', 'processor', 'engine', ...(stage.broker ? ['broker'] : [])];
    while (stage.kills < stage.planned) {
      await systemClock.sleep(stage.random.between(100, 1_500));
      const victim = stage.random.pick(victims);
      if (victim === 'broker') await killBroker(stage);
      else stage.kills += 1;
      if (victim === 'engine') {
        await stage.engine.kill();
        await stage.startEngine();
      } else if (victim === 'collector') {
        await collector.kill();
        collector = await started(() => plant.startCollector());
      } else if (victim === 'processor') {
        await processor?.kill();
        processor = await startProcessor();
      }
      // One that found the store away when it started has ended by itself.
      if (!processor?.isRunning) processor = await startProcessor();
      stage.say(`killed the ${victim}: ${stage.kills} of ${stage.planned}`);
    }
    const sent = await load.stop();
    await plant.finish(collector);
    await settled(stage);
    return judge(stage, { ...(await plant.known()), dead: sent.dead });
  },
};
