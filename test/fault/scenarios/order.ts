import { Temporal } from 'temporal-polyfill';
import { dayMs } from '#contracts';
import { systemClock } from '#runtime';
import { asicMessage, asicTopic, type Message } from '../batches.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { madeUpSites, sites } from '../sites.ts';
import { type Stage, started } from '../stage.ts';
import { judge, type Verdict } from '../verdict.ts';
import { endAt } from './processor-points.ts';

const hourMs = 3_600_000;

async function appendAll(stage: Stage, messages: readonly Message[], atOnce = 20): Promise<void> {
  for (let from = 0; from < messages.length; from += atOnce)
    await stage.stream.append(asicTopic, messages.slice(from, from + atOnce));
}

/** Waits until all is loaded, holds it against the stream and stops the processor. */
async function loadAndJudge(stage: Stage, readings: number, dead = 0): Promise<Verdict> {
  await started(() => stage.start('processor'));
  await settled(stage);
  return judge(stage, { readings, dead });
}

/** What comes hours and days late lands where it belongs; what is older than the store keeps is a dead letter. */
export const lateData: Scenario = {
  name: 'late',
  about: 'readings of an hour, of three days and from before what is kept',
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const now = systemClock.now();
    await started(() => stage.start('processor'));
    const ages = [0, hourMs, 3 * dayMs, 401 * dayMs, 0, 3 * dayMs, hourMs, 401 * dayMs];
    for (const [index, age] of ages.entries()) {
      const at = now - age + index;
      await appendAll(
        stage,
        madeUpSites.map((site) => asicMessage(stage.random, { site, sequence: index + 1, at })),
      );
      await settled(stage);
    }
    const rows = ages.length * madeUpSites.length * 5;
    return judge(stage, { readings: rows, dead: rows / 4 });
  },
};

/** Times out of order, sites in any order, copies at once and after everything else and after restarts. */
export const shuffled: Scenario = {
  name: 'shuffled',
  about: 'readings in any order of time, copies of batches at once and long after, and after restarts',
  streams: ['embedded', 'kafka'],
  short: ['kafka'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const { random } = stage;
    const now = systemClock.now();
    const sequences = new Map<string, number>();
    const messages: Message[] = [];
    for (let i = 0; i < (stage.isLong ? 600 : 200); i++) {
      const site = random.pick(madeUpSites);
      const sequence = (sequences.get(site) ?? 0) + 1;
      sequences.set(site, sequence);
      messages.push(asicMessage(random, { site, sequence, at: now - random.below(3 * dayMs) }));
    }
    const rows = messages.length * 5;
    const withCopies = messages.flatMap((message) => (random.chance(0.3) ? [message, message] : [message]));
    await appendAll(stage, withCopies, 7);
    for (let round = 0; round < 2; round++) {
      const processor = await started(() => stage.start('processor'));
      await settled(stage);
      await processor.kill('SIGTERM');
      await appendAll(stage, random.shuffled(messages).slice(0, 50));
    }
    return loadAndJudge(stage, rows);
  },
};

/** Collectors of two versions send side by side, as while they are being replaced. */
export const twoSchemas: Scenario = {
  name: 'two-schemas',
  about: 'messages of two versions of a schema, interleaved',
  streams: ['embedded'],
  short: ['embedded'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const now = systemClock.now();
    const messages = Array.from({ length: 60 }, (_, i) => i + 1).flatMap((sequence) =>
      madeUpSites.map((site) => {
        const isOlder = stage.random.chance(0.5);
        const collector = isOlder ? 'older' : 'newer';
        return { site, sequence, collector, isOlder, at: now - sequence * 61_000 };
      }),
    );
    const sequences = new Map<string, number>();
    const numbered = messages.map((given) => {
      const channel = `${given.site} ${given.collector}`;
      const sequence = (sequences.get(channel) ?? 0) + 1;
      sequences.set(channel, sequence);
      return asicMessage(stage.random, { ...given, sequence });
    });
    await appendAll(stage, numbered);
    return loadAndJudge(stage, numbered.length * 5);
  },
};

/** Every range is of two days; the processor dies when one of the two inserts is done. */
export const twoDays: Scenario = {
  name: 'two-days',
  about: 'SIGKILL between the inserts of the two days of one range',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 10, long: 10 },
  run: async (stage) => {
    const now = systemClock.now();
    let rows = 0;
    for (let sequence = 1; stage.kills < stage.planned; sequence += 2) {
      const messages = madeUpSites.flatMap((site) =>
        [0, 1].map((day) =>
          asicMessage(stage.random, { site, sequence: sequence + day, at: now - day * dayMs + sequence }),
        ),
      );
      rows += messages.length * 5;
      await appendAll(stage, messages);
      await endAt(stage, 'after insert', 1);
    }
    return loadAndJudge(stage, rows);
  },
};

/** The latest change of a zone's offset before an instant, UTC ms. */
function lastChange(zone: string, before: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(before).toZonedDateTimeISO(zone);
  return zoned.getTimeZoneTransition('previous')?.epochMilliseconds ?? before - 30 * dayMs;
}

/** Readings over midnight, the turn of a month and both kinds of changes of the clock, each in the zone of its site. */
export const calendars: Scenario = {
  name: 'calendars',
  about: 'readings that cross midnight, the end of a month and changes of daylight saving time',
  streams: ['embedded'],
  short: ['embedded'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const messages: Message[] = [];
    for (const site of madeUpSites) {
      // Both of the last two changes, unless the zone has none for so long that they are not kept.
      const now = systemClock.now() - 3 * dayMs;
      const latest = lastChange(sites[site], now);
      const kept = [latest, lastChange(sites[site], latest - dayMs)].filter((at) => at > now - 390 * dayMs);
      const middle = stage.isLong ? kept : kept.slice(0, 1);
      let sequence = 0;
      for (const change of middle.length > 0 ? middle.toSorted((a, b) => a - b) : [now - 5 * dayMs]) {
        for (let at = change - 30 * hourMs; at < change + 30 * hourMs; at += 50 * 60_000 + 1_234)
          messages.push(
            asicMessage(stage.random, { site, sequence: (sequence += 1), at, ms: 50 * 60_000 + 1_234, rows: 3 }),
          );
      }
    }
    await appendAll(stage, messages);
    return loadAndJudge(stage, messages.length * 3);
  },
};
