import type { Child } from '../child.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { type Stage, started } from '../stage.ts';
import { judge } from '../verdict.ts';
import { until } from '../wait.ts';

const steps = ['insert', 'recompute', 'commit'];
const points = steps.flatMap((step) => [`before ${step}`, `during ${step}`, `after ${step}`]);

/** Starts a processor that ends itself at a point and waits for its end. */
export async function endAt(
  stage: Stage,
  point: string,
  pass: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const child = stage.start('processor', { ...environment, FAULT_POINT: point, FAULT_PASS: String(pass) });
  await until(`the processor to come ${point}`, async () => !child.isRunning, 40_000);
  stage.kills += 1;
  stage.say(`ended ${point}, time ${pass}: ${stage.kills} of ${stage.planned}`);
  return child;
}

/** The processor dies before, in and after each of its steps, at the first time or a later one. */
export const processorPoints: Scenario = {
  name: 'processor-points',
  about: 'SIGKILL of the processor before, during and after insert, recompute and commit',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 10, long: 27, kafka: 10 },
  notices: 'commit-before-insert',
  run: async (stage) => {
    const load = startLoad(stage);
    const own = stage.broken ? ['before insert'] : points;
    let order = stage.random.shuffled(own);
    while (stage.kills < stage.planned) {
      // A store that has nothing yet is loaded from the beginning whatever is committed: that would hide a break. Some inserts run side by side.
      const first = stage.broken ? 8 : 1;
      await endAt(stage, order[0] ?? '', first + stage.random.below(2));
      order = order.length > 1 ? order.slice(1) : stage.random.shuffled(own);
    }
    await started(() => stage.start('processor'));
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};
