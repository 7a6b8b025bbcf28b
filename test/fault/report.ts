import Table from 'cli-table3';
import type { Played } from './play.ts';

/** The outcome as one line of JSON. */
export function jsonOf(played: readonly Played[], passed: boolean): string {
  const scenarios = played.map(({ scenario, stream, kills, seconds, verdict, passed: hasPassed, reasons }) => ({
    name: scenario.name,
    stream,
    kills,
    readings: verdict?.readings ?? 0,
    lost: verdict?.lost ?? 0,
    doubled: verdict?.doubled ?? 0,
    wrong_sums: verdict?.wrongSums ?? 0,
    rollup_mismatches: verdict?.rollupMismatches ?? 0,
    sequence_gaps: verdict?.sequenceGaps ?? 0,
    dead_letters: verdict?.dead ?? 0,
    dead_letters_expected: verdict?.deadExpected ?? 0,
    passed: hasPassed,
    seconds: Math.round(seconds),
    ...(reasons.length > 0 && { reason: reasons.slice(0, 5).join('; ').slice(0, 2_000) }),
  }));
  return JSON.stringify({ scenarios, kills: killsOf(played), passed });
}

const killsOf = (played: readonly Played[]): number => played.reduce((sum, { kills }) => sum + kills, 0);

/** The outcome for a reader. */
export function tableOf(played: readonly Played[]): string {
  const table = new Table({
    head: ['scenario', 'stream', 'kills', 'readings', 'lost', 'doubled', 'sums', 'rollups', 'gaps', 'dead', 's', ''],
    style: { head: [], border: [] },
  });
  for (const { scenario, stream, kills, seconds, verdict, passed } of played) {
    const { readings, lost, doubled, wrongSums, rollupMismatches, sequenceGaps, dead, deadExpected } = verdict ?? {};
    const counts = [readings, lost, doubled, wrongSums, rollupMismatches, sequenceGaps].map((count) => count ?? '-');
    const deadOf = verdict ? `${dead} of ${deadExpected}` : '-';
    table.push([scenario.name, stream, kills, ...counts, deadOf, Math.round(seconds), passed ? 'passed' : 'FAILED']);
  }
  const reasons = played.flatMap(({ scenario, stream, reasons: own }) =>
    own.slice(0, 10).map((reason) => `${scenario.name} ${stream}: ${reason}`),
  );
  return [table.toString(), ...reasons, `${killsOf(played)} kills`, ''].join('\n');
}
