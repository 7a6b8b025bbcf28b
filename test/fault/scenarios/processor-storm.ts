import { systemClock } from '#runtime';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { started } from '../stage.ts';
import { judge } from '../verdict.ts';

/** The processor dies at moments that the seed chooses, starting included. */
export const processorStorm: Scenario = {
  name: 'processor-storm',
  about: 'SIGKILL of the processor at random moments under load',
  streams: ['embedded', 'kafka'],
  short: ['embedded'],
  kills: { short: 10, long: 40, kafka: 12 },
  run: async (stage) => {
    const load = startLoad(stage);
    while (stage.kills < stage.planned) {
      const processor = stage.start('processor');
      if (stage.random.chance(0.75)) await processor.ready;
      await systemClock.sleep(stage.random.between(50, 1_500));
      await processor.kill();
      stage.kills += 1;
      stage.say(`killed ${stage.kills} of ${stage.planned}`);
    }
    await started(() => stage.start('processor'));
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};
