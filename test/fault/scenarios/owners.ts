import { messageOf, systemClock } from '#runtime';
import type { Child } from '../child.ts';
import { type Load, startLoad } from '../load.ts';
import { startProxy } from '../proxy.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { madeUpSites } from '../sites.ts';
import { started } from '../stage.ts';
import { judge } from '../verdict.ts';
import { until } from '../wait.ts';

/**
 * Stops a process where it holds up nobody else: one that is stopped while it writes to the embedded stream keeps every other process from
 * writing there, by LMDB's lock, for as long as it sleeps.
 */
async function putToSleep(owner: Child, load: Load): Promise<void> {
  for (;;) {
    await owner.kill('SIGSTOP');
    const before = load.sent.batches;
    // The second append after this began after it.
    const goesOn = async () => load.sent.batches >= before + 2 * madeUpSites.length;
    if (await until('others to append', goesOn, 5_000).catch(() => false)) return;
    await owner.kill('SIGCONT');
    await systemClock.sleep(50);
  }
}

/** The owner of the partitions sleeps with an insert on its way; another takes over and loads the same; then the insert arrives. */
export const sleepingOwner: Scenario = {
  name: 'sleeping-owner',
  about: 'SIGSTOP of the owner in the middle of an insert, takeover by another, SIGCONT',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 0, long: 0 },
  notices: 'skip-fence',
  run: async (stage) => {
    let held: { release: () => void } | undefined;
    let wanted = false;
    const proxy = await startProxy(stage.environment['CLICKHOUSE_URL'] ?? '', () => {
      if (!wanted) return { kind: 'pass' };
      wanted = false;
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      held = { release };
      return { kind: 'held', until: released };
    });
    stage.onEnd(() => proxy.stop());
    const load = startLoad(stage);
    for (let round = 1; round <= (stage.isLong ? 4 : 1); round++) {
      const owner = await started(() => stage.start('processor', { CLICKHOUSE_URL: proxy.url }));
      await systemClock.sleep(stage.random.between(500, 2_000));
      wanted = true;
      const under = await until('an insert to be under way', async () => held).catch((error: unknown) => {
        throw new Error(`${messageOf(error)}, ${proxy.inserts} before\n${owner.said()}`, { cause: error });
      });
      await putToSleep(owner, load);
      const other = await started(() => stage.start('processor'));
      stage.say(`round ${round}: the owner sleeps`);
      // What the sleeping one was about to insert is loaded by the other.
      load.pause();
      await settled(stage, { by: () => [other] });
      load.goOn();
      await owner.kill('SIGCONT');
      under.release();
      held = undefined;
      stage.say(`round ${round}: the owner woke up`);
      await systemClock.sleep(1_500);
      await owner.kill('SIGTERM');
      await other.kill('SIGTERM');
    }
    await started(() => stage.start('processor'));
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};

/** Processors come and go, some in good order and some not, and partitions move between them. */
export const joinLeave: Scenario = {
  name: 'join-leave',
  about: 'processors joining and leaving under load, by SIGTERM and by SIGKILL',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 10, long: 10 },
  run: async (stage) => {
    const load = startLoad(stage);
    await started(() => stage.start('processor'));
    for (let step = 0; stage.kills < stage.planned; step++) {
      const living = stage.processors();
      if (living.length < 2) await started(() => stage.start('processor'));
      await systemClock.sleep(stage.random.between(100, 1_500));
      const leaving = stage.random.pick(stage.processors());
      const isKilled = step % 3 !== 0;
      await leaving.kill(isKilled ? 'SIGKILL' : 'SIGTERM');
      if (isKilled) stage.kills += 1;
      stage.say(`one ${isKilled ? 'killed' : 'left'}: ${stage.kills} of ${stage.planned}`);
    }
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};
