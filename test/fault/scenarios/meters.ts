import { systemClock } from '#runtime';
import { openPlant } from '../metered.ts';
import { counterEnd, type Shown } from '../meters.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { started } from '../stage.ts';
import { judge } from '../verdict.ts';

const hourMs = 3_600_000;

/** The collector's wall clock is set forward and back by an hour while it polls. */
export const steppedClock: Scenario = {
  name: 'clock-stepped',
  about: "the collector's wall clock is stepped by +1 h and by -1 h: totals are exact, no time is covered twice",
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    // It begins in the past, so that no step leads into the future, which the processor refuses.
    const plant = await openPlant(stage, { environment: { FAULT_CLOCK_MS: String(-2 * hourMs) } });
    const collector = await started(() => plant.startCollector());
    const pause = (): Promise<void> => systemClock.sleep(stage.random.between(2_500, 4_000));
    await pause();
    for (const offMs of [-hourMs, -2 * hourMs, -hourMs, 0]) {
      collector.tell(String(offMs));
      stage.say(`the clock is off by ${offMs / hourMs} h`);
      await pause();
    }
    await plant.finish(collector);
    await settled(stage);
    return judge(stage, await plant.known());
  },
};

const standMs = 6_000;
const rate = (meter: number, ms: number): number => Math.floor((ms * (meter + 2)) / 700);

/**
 * Totals that do what totals do. Around what nobody can measure they stand still for some polls, so that what is to be measured is exact:
 * runs for a while, then something happens, stands, runs on.
 */
const events: Readonly<Record<'wraps' | 'resets' | 'goesBack' | 'swapped', (before: number) => number>> = {
  wraps: (before) => before,
  resets: () => 5,
  goesBack: (before) => before - 700,
  swapped: () => 123_456_789,
};
const kinds = ['wraps', 'resets', 'goesBack', 'swapped'] as const;
const kindOf = (meter: number): (typeof kinds)[number] => kinds[meter % kinds.length] ?? 'wraps';
const eventMs = 5_000;

const startOf = (meter: number): number =>
  kindOf(meter) === 'wraps' ? counterEnd - 10 * (meter + 1) : 1_000_000 * (meter + 1);

/** What a meter would show if its total never ended. */
function running(meter: number, ms: number): { total: number; measured: number } {
  const start = startOf(meter);
  if (kindOf(meter) === 'wraps') return { total: start + rate(meter, ms), measured: rate(meter, ms) };
  const before = rate(meter, Math.min(ms, eventMs));
  if (ms < eventMs + standMs) return { total: start + before, measured: before };
  const after = events[kindOf(meter)](start + before);
  const since = rate(meter, Math.max(0, ms - eventMs - 2 * standMs));
  return { total: after + since, measured: before + since };
}

const shown: Shown = (meter, ms) => running(meter, ms).total % counterEnd;

/** Counters wrap, begin anew, go back for no reason, and a meter is exchanged for another. */
export const counters: Scenario = {
  name: 'counters',
  about: 'a counter that wraps, one that resets, one that goes back without restart, a swapped meter',
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const serial = (meter: number, ms: number): string =>
      `meter-${meter}${kindOf(meter) === 'swapped' && ms >= eventMs + standMs ? '-new' : ''}`;
    const plant = await openPlant(stage, { shown, serial });
    const collector = await started(() => plant.startCollector());
    await systemClock.sleep(eventMs + 2 * standMs + 5_000);
    await plant.finish(collector);
    await settled(stage);
    const ms = plant.meters.runMs();
    const expected = (meter: number): bigint => BigInt(running(meter, ms).measured) * 3_600n;
    return judge(stage, await plant.known({ expected, mayBeUnknown: true }));
  },
};
