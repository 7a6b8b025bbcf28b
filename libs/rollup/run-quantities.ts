import type { Facts } from '#register';
import type { JobName } from './job-names.ts';
import type { Run } from './job-inputs.ts';
import type { PlacedRun } from './job-places.ts';
import { peakGflops } from './gpu-peaks.ts';

/** What the register says of models of boards. */
type Peaks = Facts['gpu_peaks'];
type Quantity = readonly [name: JobName, whole: bigint];

const giga = 1e9;
const gpuTime = (ms: number, gpus: number): bigint => BigInt(Math.round(ms * gpus));

/** What the register says of a model when the run began, else what its maker tells, GFLOP/s. */
function boardPeak(model: string, { dtype, started_ms: at }: Run, registered: Peaks): number | null {
  if (dtype === null || at === null) return null;
  const told = registered.find(
    (peak) => peak.model === model && peak.dtype === dtype && peak.from <= at && at < peak.to,
  );
  return told ? told.tflops * 1000 : peakGflops(model, dtype);
}

/** Peak of the boards that a run holds in its number format, GFLOP/s; null where one of them is not known. */
function peakOf({ boards, gpus, run }: PlacedRun, registered: Peaks): number | null {
  let sum = 0;
  for (const { model } of boards) {
    const peak = boardPeak(model, run, registered);
    if (peak === null) return null;
    sum += peak;
  }
  return (sum * gpus) / boards.length;
}

function arithmetic(placed: PlacedRun, heldMs: number, registered: Peaks): Quantity[] {
  const { tokens, flop_per_token: model, hardware_flop_per_token: hardware } = placed.run;
  const peak = tokens === null || (model === null && hardware === null) ? null : peakOf(placed, registered);
  if (tokens === null || peak === null) return [];
  const of = (names: readonly [JobName, JobName], flop: number | null): Quantity[] =>
    flop === null
      ? []
      : [
          [names[0], BigInt(Math.round((tokens * flop) / giga))],
          [names[1], BigInt(Math.round((peak * heldMs) / 1000))],
        ];
  return [
    ...of(['job_gflop', 'job_peak_gflop'], model),
    ...of(['job_hardware_gflop', 'job_hardware_peak_gflop'], hardware),
  ];
}

function goodput({ run, gpus }: PlacedRun, heldMs: number): Quantity[] {
  const { productive_ms: productiveMs, ideal_tokens_per_s: ideal, tokens, reach } = run;
  if (productiveMs === null) return [];
  const [held, productive] = [gpuTime(heldMs, gpus), gpuTime(productiveMs, gpus)];
  const paced: Quantity[] =
    ideal === null || tokens === null
      ? []
      : [
          ['job_paced_ms', productive],
          ['job_ideal_ms', gpuTime((tokens / ideal) * 1000, gpus)],
        ];
  const wan: Quantity[] =
    reach === 'wan'
      ? [
          ['job_wan_run_ms', held],
          ['job_wan_productive_ms', productive],
        ]
      : [];
  return [['job_run_ms', held], ['job_productive_ms', productive], ...paced, ...wan];
}

/** What a run lost to a preemption for power, ms; null where it is not known how it ended, or what it lost. */
function lostMs({ outcome, preempted_by: reason, lost_ms: lost }: Run): number | null {
  if (outcome === null || (outcome === 'preempted' && reason === null)) return null;
  return reason === 'power' ? lost : 0;
}

function losses({ run, gpus }: PlacedRun, heldMs: number): Quantity[] {
  const lost = lostMs(run);
  if (lost === null) return [];
  return [
    ['job_kept_ms', gpuTime(heldMs, gpus)],
    ['job_lost_ms', gpuTime(lost, gpus)],
  ];
}

function served({ slo_judged: judged, slo_met: met }: Run): Quantity[] {
  if (judged === null || met === null) return [];
  return [
    ['job_slo_judged', BigInt(judged)],
    ['job_slo_met', BigInt(met)],
  ];
}

/** The arithmetic of a run, by what it was for. */
function purpose({ class: kind, tokens, flop_per_token: flop }: Run): Quantity[] {
  if (tokens === null || flop === null || (kind !== 'train' && kind !== 'infer')) return [];
  return [[`job_${kind}_gflop`, BigInt(Math.round((tokens * flop) / giga))]];
}

/** What an ended run has done in all: each quantity with what it is divided by, both or none. */
export const quantitiesOf = (placed: PlacedRun, heldMs: number, registered: Peaks): Quantity[] => [
  ...goodput(placed, heldMs),
  ...arithmetic(placed, heldMs, registered),
  ...losses(placed, heldMs),
  ...served(placed.run),
  ...purpose(placed.run),
];
