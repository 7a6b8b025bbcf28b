import { messageOf } from '#runtime';
import type { Options } from './options.ts';
import { seedOf } from './random.ts';
import type { Scenario, StreamKind } from './scenario.ts';
import { onStage, type Stage } from './stage.ts';
import type { Verdict } from './verdict.ts';

/** How a scenario ended on one of the streams. */
export interface Played {
  readonly scenario: Scenario;
  readonly stream: StreamKind;
  readonly kills: number;
  readonly seconds: number;
  /** Absent when it did not come to one. */
  readonly verdict: Verdict | undefined;
  readonly passed: boolean;
  /** Why it has not passed. */
  readonly reasons: readonly string[];
}

const fewKills = 3;
const defaultTimeoutMs = 300_000;

async function inTime<Result>(timeoutMs: number, run: Promise<Result>): Promise<Result> {
  let late: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`it did not end within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  return Promise.race([run, timeout]).finally(() => clearTimeout(late));
}

function reasonsOf(verdict: Verdict, kills: number, planned: number): string[] {
  const { lost, doubled, wrongSums, rollupMismatches, sequenceGaps, faults } = verdict;
  const counts = Object.entries({ lost, doubled, wrongSums, rollupMismatches, sequenceGaps })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${count}`);
  const few = kills < planned ? [`${kills} kills of ${planned}`] : [];
  return [...few, ...counts, ...faults];
}

function plannedKills({ kills }: Scenario, stream: StreamKind, isLong: boolean): number {
  if (!isLong) return kills.short;
  return stream === 'kafka' ? (kills.kafka ?? kills.long) : kills.long;
}

/** Plays one scenario on one stream; never throws. */
export async function play(scenario: Scenario, stream: StreamKind, options: Options): Promise<Played> {
  const { isLong, seed, broken } = options;
  // A broken promise shows at once.
  const planned = Math.min(plannedKills(scenario, stream, isLong), broken ? fewKills : Infinity);
  const startedAt = performance.now();
  let stage: Stage | undefined;
  const say = (text: string): void => void process.stderr.write(`  ${scenario.name} ${stream}: ${text}\n`);
  const ended = (verdict: Verdict | undefined, reasons: readonly string[]): Played => ({
    scenario,
    stream,
    verdict,
    reasons,
    passed: reasons.length === 0,
    kills: stage?.kills ?? 0,
    seconds: (performance.now() - startedAt) / 1000,
  });
  try {
    const stageOptions = { kind: stream, seed: seedOf(seed, scenario.name), isLong, broken, planned, say };
    const verdict = await onStage(stageOptions, (opened) => {
      stage = opened;
      return inTime(scenario.timeoutMs ?? defaultTimeoutMs, scenario.run(opened));
    });
    return ended(verdict, reasonsOf(verdict, stage?.kills ?? 0, planned));
  } catch (error) {
    return ended(undefined, [messageOf(error)]);
  }
}
