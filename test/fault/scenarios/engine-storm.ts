import { systemClock } from '#runtime';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { started } from '../stage.ts';
import { judge } from '../verdict.ts';

/** The engine dies while it takes inserts and recomputes; the processor lives on. */
export const engineStorm: Scenario = {
  name: 'engine-storm',
  about: 'SIGKILL of the engine at random moments under load',
  streams: ['embedded', 'kafka'],
  short: ['embedded'],
  kills: { short: 10, long: 30, kafka: 20 },
  run: async (stage) => {
    const load = startLoad(stage);
    await started(() => stage.start('processor'));
    while (stage.kills < stage.planned) {
      await systemClock.sleep(stage.random.between(100, 1_500));
      await stage.engine.kill();
      stage.kills += 1;
      stage.say(`killed ${stage.kills} of ${stage.planned}`);
      await systemClock.sleep(stage.random.between(0, 300));
      await stage.startEngine();
    }
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};
