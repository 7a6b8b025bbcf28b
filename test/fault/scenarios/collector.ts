import { systemClock } from '#runtime';
import { openPlant } from '../metered.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { started } from '../stage.ts';
import { judge } from '../verdict.ts';
import { until } from '../wait.ts';

const points = ['poll', 'append', 'forget'].flatMap((step) => [`before ${step}`, `during ${step}`, `after ${step}`]);

/** The collector dies at moments that the seed chooses, starting included. */
export const collectorStorm: Scenario = {
  name: 'collector-storm',
  about: 'SIGKILL of the collector at random moments while it polls meters',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 10, long: 30, kafka: 16 },
  run: async (stage) => {
    const plant = await openPlant(stage);
    while (stage.kills < stage.planned) {
      const collector = plant.startCollector();
      if (stage.random.chance(0.8)) await collector.ready;
      await systemClock.sleep(stage.random.between(50, 1_500));
      await collector.kill();
      stage.kills += 1;
      stage.say(`killed ${stage.kills} of ${stage.planned}`);
    }
    await plant.finish(await started(() => plant.startCollector()));
    await settled(stage);
    return judge(stage, await plant.known());
  },
};

/** The collector dies before, in and after each of its steps. */
export const collectorPoints: Scenario = {
  name: 'collector-points',
  about:
    'SIGKILL of the collector before, during and after the poll transaction, the append and forgetting what was sent',
  streams: ['embedded', 'kafka'],
  short: ['embedded'],
  kills: { short: 10, long: 36, kafka: 18 },
  notices: 'save-before-append',
  run: async (stage) => {
    const plant = await openPlant(stage);
    const own = stage.broken ? ['during poll'] : points;
    let order = stage.random.shuffled(own);
    while (stage.kills < stage.planned) {
      const point = order[0] ?? '';
      order = order.length > 1 ? order.slice(1) : stage.random.shuffled(own);
      const pass = 2 + stage.random.below(3);
      const collector = plant.startCollector({ FAULT_POINT: point, FAULT_PASS: String(pass) });
      await until(`the collector to come ${point}`, async () => !collector.isRunning, 40_000);
      stage.kills += 1;
      stage.say(`ended ${point}, time ${pass}: ${stage.kills} of ${stage.planned}`);
    }
    await plant.finish(await started(() => plant.startCollector()));
    await settled(stage);
    return judge(stage, await plant.known());
  },
};
