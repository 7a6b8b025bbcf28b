import type { Answer, DeviceTarget, UnitAnswer } from '../device.ts';
import { type Bounds, createDraft, type Draft, note, setCounter, setGauge } from '../draft.ts';
import { deviceError } from '../errors.ts';
import type { Exposition, Sample } from '../prometheus/parse.ts';
import { families, type Family, type Histogram } from './families.ts';

/** Beyond it a number is no longer whole. */
const count: Bounds = { min: 0, max: Number.MAX_SAFE_INTEGER, unit: '' };
const requests: Bounds = { min: 0, max: 1e6, unit: 'requests' };

/** The samples of a server that count: by name, each part of what it does once. */
class Shown {
  readonly #byName = new Map<string, Sample[]>();

  constructor(samples: readonly Sample[], { prefix, outputTokens }: Family) {
    // An ensemble of Triton counts a request in each of its models: those that tell tokens are the ones that answer it.
    const models = new Set(
      samples.filter(({ name }) => outputTokens.includes(name)).map(({ labels }) => labels['model']),
    );
    const isScoped = prefix === 'nv_inference_' && models.size > 0;
    for (const sample of samples) {
      if (isRepeated(sample) || (isScoped && !models.has(sample.labels['model']))) continue;
      const known = this.#byName.get(sample.name);
      if (known) known.push(sample);
      else this.#byName.set(sample.name, [sample]);
    }
  }

  of(name: string): readonly Sample[] {
    return this.#byName.get(name) ?? [];
  }

  /** The sum over all engines, models and reasons; null where none is told. */
  sum(name: string): number | null {
    const found = this.of(name);
    return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
  }
}

/** The ranks of a group that work on the same requests tell the same; of a request's states only the active ones are worked on. */
function isRepeated({ name, labels }: Sample): boolean {
  const ranks = [labels['tp_rank'], labels['pp_rank'], labels['moe_ep_rank']];
  if (ranks.some((rank) => rank !== undefined && rank !== '' && rank !== '0')) return true;
  return name === 'nv_trt_llm_request_metrics' && labels['request_type'] !== 'active';
}

type Value = readonly [name: string, value: number] | undefined;

const firstOf = (shown: Shown, names: readonly string[]): Value => {
  for (const name of names) {
    const value = shown.sum(name);
    if (value !== null) return [name, value];
  }
  return undefined;
};

function setCount(draft: Draft, shown: Shown, field: string, names: readonly string[]): void {
  const found = firstOf(shown, names);
  if (found) setCounter(draft, field, found[1], found[0], count);
  else note(draft, field, `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not shown`);
}

/** Sum and number of a histogram's times, both or neither. */
function setTimes(draft: Draft, shown: Shown, of: 'ttft' | 'e2e', histogram: Histogram | undefined): void {
  if (!histogram) return;
  const { name, unitsPerS } = histogram;
  const [sum, number] = [shown.sum(`${name}_sum`), shown.sum(`${name}_count`)];
  if (sum === null || number === null) return;
  if (!setCounter(draft, `${of}_count`, number, `${name}_count`, count)) return;
  if (setCounter(draft, `${of}_sum_ms`, (sum * 1000) / unitsPerS, `${name}_sum`, count)) return;
  delete draft.counters[`${of}_count`];
  delete draft.sources[`${of}_count`];
}

/** To what printing in other digits may do. */
const isSame = (end: number, withinS: number): boolean => Math.abs(end - withinS) <= 1e-9 * withinS;

/** The ends of buckets on either side of a time, as a fault names them. */
function nextTo(withinS: number, ends: readonly number[]): string {
  const sorted = [...new Set(ends)].sort((a, b) => a - b);
  const near = [sorted.filter((end) => end < withinS).at(-1), sorted.find((end) => end > withinS)];
  return near.filter((end) => end !== undefined).join(' and ');
}

/** Requests that met the service level: those up to the end of a bucket, since within one nothing is known. */
function setLevel(draft: Draft, shown: Shown, family: Family, slo: NonNullable<DeviceTarget['slo']>): void {
  const { of, withinS } = slo;
  const histogram = family[of];
  if (!histogram) return note(draft, 'slo_met', `${family.make} shows no histogram for slo_${of}_s`);
  const { name, unitsPerS } = histogram;
  const judged = shown.sum(`${name}_count`);
  if (judged === null) return note(draft, 'slo_met', `${name} is not shown`);
  const buckets = shown.of(`${name}_bucket`).map(({ labels, value }) => ({
    end: Number((labels['le'] ?? '').replace(/^\+Inf$/, 'Infinity')) / unitsPerS,
    value,
  }));
  const met = buckets.filter(({ end }) => isSame(end, withinS));
  if (met.length === 0) {
    const near = nextTo(
      withinS,
      buckets.map(({ end }) => end),
    );
    return note(draft, 'slo_met', `no bucket of ${name} ends at ${withinS} s; next to it end ${near || 'none'}`);
  }
  const within = met.reduce((sum, { value }) => sum + value, 0);
  if (!(within <= judged)) return note(draft, 'slo_met', `${name} has ${within} of ${judged} requests in ${withinS} s`);
  setCounter(draft, 'slo_judged', judged, `${name}_count`, count);
  setCounter(draft, 'slo_met', within, `${name}_bucket`, count);
}

function setLoad(draft: Draft, shown: Shown, { running, waiting }: Family): void {
  const found = firstOf(shown, running);
  if (found && setGauge(draft, 'running', found[1], found[0], requests))
    setGauge(draft, 'busy', Number(found[1] > 0), found[0], requests);
  const queued = firstOf(shown, waiting);
  if (queued) setGauge(draft, 'waiting', queued[1], queued[0], requests);
}

/** When the process began, or the counter was made: either is another after a restart. */
function bootIdOf(samples: readonly Sample[], { outputTokens }: Family): string | null {
  const created = outputTokens.map((name) => name.replace(/_total$/, '_created'));
  const found = samples.find(({ name }) => name === 'process_start_time_seconds' || created.includes(name));
  return found && Number.isFinite(found.value) ? String(found.value) : null;
}

function identityOf(samples: readonly Sample[], { make, prefix }: Family): Record<string, string> {
  const own = samples.filter(({ name }) => name.startsWith(prefix));
  const models = new Set(own.flatMap(({ labels }) => labels['model_name'] ?? labels['model'] ?? []));
  return { make, ...(models.size > 0 && { model: [...models].sort().join(' ') }) };
}

/** The server behind an address, of whichever family shows itself. Throws `DEVICE_ANSWER` where none does. */
export function normalise(raw: Exposition, target: DeviceTarget): Answer {
  const family = families.find(({ prefix }) => raw.samples.some(({ name }) => name.startsWith(prefix)));
  if (!family) {
    const known = families.map(({ make, prefix }) => `${make} (${prefix}…)`).join(', ');
    throw deviceError('DEVICE_ANSWER', target, `GET /metrics shows nothing of ${known}`);
  }
  const problems = [...raw.problems];
  const draft = createDraft({ running: null, waiting: null, busy: null }, problems);
  const shown = new Shown(raw.samples, family);
  setCount(draft, shown, 'prompt_tokens', family.promptTokens);
  setCount(draft, shown, 'output_tokens', family.outputTokens);
  setCount(draft, shown, 'requests', family.requests);
  setTimes(draft, shown, 'ttft', family.ttft);
  setTimes(draft, shown, 'e2e', family.e2e);
  const { slo } = target;
  if (slo) setLevel(draft, shown, family, slo);
  setLoad(draft, shown, family);
  const level = slo ? ` ${slo.of} ${slo.withinS} s` : '';
  const unit: UnitAnswer = {
    device: target.id,
    identity: identityOf(raw.samples, family),
    // Another bound counts another thing under the same name, so that nothing may be counted from one to the other.
    boot: { id: bootIdOf(raw.samples, family), identity: `${family.make}${level}`, uptimeMs: null },
    counters: draft.counters,
    gauges: draft.gauges,
    sources: draft.sources,
  };
  return { units: [unit], problems };
}
