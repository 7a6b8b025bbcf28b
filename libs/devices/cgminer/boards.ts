import { type Bounds, type Draft, note, numberOf, setGauge } from '../draft.ts';
import type { Parts } from './parts.ts';
import type { Reply } from './repair.ts';

const temperature: Bounds = { min: 1, max: 150, unit: 'Cel' };
const speed: Bounds = { min: 0, max: 60_000, unit: 'rpm' };
const count: Bounds = { min: 0, max: 64, unit: 'boards' };

const numbered = (name: string): readonly string[] => Array.from({ length: 16 }, (_, index) => `${name}${index + 1}`);
const chipTemperatures = numbered('temp_chip');
/** Firmware of the S9's time names the sensors on the chips `temp2_N`. */
const oldChipTemperatures = numbered('temp2_');
const boardTemperatures = numbered('temp_pcb');
const oldBoardTemperatures = numbered('temp');
const fans = numbered('fan');
const oldFans: readonly string[] = ['Fan Speed In', 'Fan Speed Out'];
const chips = numbered('chain_acn');
const rates = numbered('chain_rate');

/** The hottest of hyphen-joined sensors, where 0 is no sensor; NaN where it is no list of temperatures. */
export function hottest(value: unknown): number | null {
  if (typeof value !== 'string') {
    const single = numberOf(value);
    return single === 0 ? null : single;
  }
  let max = 0;
  for (let from = 0; from < value.length;) {
    const hyphen = value.indexOf('-', from);
    const end = hyphen < 0 ? value.length : hyphen;
    const sensor = end > from && end + 1 !== value.length ? Number(value.slice(from, end)) : Number.NaN;
    if (Number.isNaN(sensor)) return sensor;
    if (sensor > max) max = sensor;
    from = end + 1;
  }
  return max === 0 ? null : max;
}

/** Sets the hottest sensor of the first group of keys that has one. A sensor out of bounds is noted and left out. */
function setTemperature(
  draft: Draft,
  part: Reply,
  name: string,
  field: string,
  groups: readonly (readonly string[])[],
): void {
  for (const keys of groups) {
    let max: number | null = null;
    let source = '';
    for (const key of keys) {
      const raw = part[key];
      const value = raw === undefined ? null : hottest(raw);
      if (value === null) continue;
      if (!(value >= temperature.min && value <= temperature.max)) {
        note(
          draft,
          field,
          `${name}.${key} is ${JSON.stringify(part[key])}, not ${temperature.min} to ${temperature.max} Cel`,
        );
      } else if (value > (max ?? 0)) {
        max = value;
        source = `${name}.${key}`;
      }
    }
    if (setGauge(draft, field, max, source, temperature)) return;
  }
}

function fastest(part: Reply, keys: readonly string[], name: string): { value: number; source: string } | null {
  let found: { value: number; source: string } | null = null;
  for (const key of keys) {
    const raw = part[key];
    const value = raw === undefined ? null : numberOf(raw);
    if (value !== null && !(found && value <= found.value)) found = { value, source: `${name}.${key}` };
  }
  return found;
}

/** The fastest fan. Fans that all stand still are 0; a miner without fans, which shows zeros too, has no speed. */
function setFans(draft: Draft, { stats, summary }: Parts): void {
  const found = fastest(stats, fans, 'stats') ?? fastest(summary, oldFans, 'summary');
  if (!found || (found.value === 0 && !((numberOf(stats.fan_num) ?? 0) > 0))) return;
  setGauge(draft, 'fan_rpm', found.value, found.source, speed);
}

/** A board works when its chips answer and, while the miner hashes, it hashes too. */
function workingBoards(draft: Draft, stats: Reply): number | null {
  const isHashing = (draft.gauges.rate_ghs ?? 0) > 0;
  let working: number | null = null;
  for (let index = 0; index < chips.length; index++) {
    const answering = numberOf(stats[chips[index] ?? '']);
    if (answering === null) continue;
    const rate = numberOf(stats[rates[index] ?? '']);
    working = (working ?? 0) + (answering > 0 && !(isHashing && rate === 0) ? 1 : 0);
  }
  return working;
}

/** Sets temperatures, fans and the number of boards that work. */
export function setBoards(draft: Draft, parts: Parts): void {
  setTemperature(draft, parts.stats, 'stats', 'chip_temp_c', [chipTemperatures, oldChipTemperatures]);
  setTemperature(draft, parts.stats, 'stats', 'board_temp_c', [boardTemperatures, oldBoardTemperatures]);
  if (draft.gauges.chip_temp_c === null)
    setTemperature(draft, parts.summary, 'summary', 'chip_temp_c', [['Chip Temp Max']]);
  if (draft.gauges.board_temp_c === null)
    setTemperature(draft, parts.summary, 'summary', 'board_temp_c', [['Temperature']]);
  setFans(draft, parts);
  const working = workingBoards(draft, parts.stats);
  if (working !== null) setGauge(draft, 'boards', working, 'stats.chain_acn', count);
  else if (
    !setGauge(draft, 'boards', numberOf(parts.stats.miner_count), 'stats.miner_count', count) &&
    parts.devs.length > 0
  ) {
    const alive = parts.devs.filter((dev) => dev.Status === 'Alive' && dev.Name !== 'BTM_SOC');
    if (parts.devs.some((dev) => dev.Name !== 'BTM_SOC')) setGauge(draft, 'boards', alive.length, 'devs.Status', count);
  }
}
