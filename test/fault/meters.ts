import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#runtime';
import { type Listener, startSunspecServer, type SunspecAnswer } from '../../apps/simulator/index.ts';

export const meterCount = 12;
/** A counter of a SunSpec integer meter starts anew here. */
export const counterEnd = 2 ** 32;

/** What one meter's total shows, Wh, while it runs for so many ms. */
export type Shown = (meter: number, runMs: number) => number;

/** Real devices of a site, behind one Modbus gateway: their totals stand, run, and stand again, so that it is known what is to be measured. */
export interface Meters extends Listener {
  /** site.yaml of the plant. */
  readonly file: string;
  run(): void;
  /** Stops the totals for good. */
  freeze(): void;
  /** For how long they have run. */
  runMs(): number;
  /** What a meter shows now, Wh. */
  shown(meter: number): number;
}

/** Begins apart, grows apart. */
const plain: Shown = (meter, runMs) => 1_000_000 * (meter + 1) + Math.floor((runMs * (meter + 2)) / 700);

const commonAt = 2;
const meterAt = commonAt + 68;
const endAt = meterAt + 107;
const importAt = meterAt + 46;
const scaleAt = meterAt + 54;

function registersOf(wh: number, serial: string): Uint16Array {
  const map = new Uint16Array(endAt + 2);
  map.set([0x5375, 0x6e53, 1, 66]);
  const text = Buffer.alloc(32);
  text.write(serial, 'latin1');
  for (let i = 0; i < 16; i++) map[commonAt + 50 + i] = text.readUInt16BE(i * 2);
  map.set([203, 105], meterAt);
  map.fill(0x8000, meterAt + 2, meterAt + 38);
  map[importAt] = Math.floor(wh / 0x10000);
  map[importAt + 1] = wh & 0xffff;
  map[scaleAt] = 0;
  map[endAt] = 0xffff;
  return map;
}

export interface MeterOptions {
  readonly shown?: Shown;
  /** Serial number of a meter after it has run for so many ms. */
  readonly serial?: (meter: number, runMs: number) => string;
}

/** Starts the meters and writes their site file. */
export async function startMeters(
  directory: string,
  { shown: shownAt = plain, serial = (meter) => `meter-${meter}` }: MeterOptions = {},
): Promise<Meters> {
  let startedAt: number | undefined;
  let frozenMs: number | undefined;
  const runMs = (): number =>
    frozenMs ?? (startedAt === undefined ? 0 : Math.floor(systemClock.monotonic() - startedAt));
  const shown = (meter: number): number => shownAt(meter, runMs());
  const units = new Map(
    Array.from({ length: meterCount }, (_, meter) => [
      meter + 1,
      (): SunspecAnswer => ({
        kind: 'sunspec',
        unit: meter + 1,
        base: 40_000,
        registers: registersOf(shown(meter), serial(meter, runMs())),
      }),
    ]),
  );
  const listener = await startSunspecServer({ units });
  const file = join(directory, 'plant.yaml');
  const devices = Array.from({ length: meterCount }, (_, meter) => {
    const place = meter === 0 ? 'point: M0' : 'point: M3, hall: a';
    return `  - { id: meter-${meter}, kind: sunspec, address: '${listener.address}', unit: ${meter + 1}, base: 40000, ${place} }`;
  });
  const head = 'site: { id: plant, zone: America/New_York }\nhalls: [{ id: a, workload: mining }]\ndevices:\n';
  writeFileSync(file, `${head}${devices.join('\n')}\n`);
  return {
    ...listener,
    file,
    run: () => (startedAt = systemClock.monotonic()),
    freeze: () => (frozenMs = runMs()),
    runMs,
    shown,
  };
}
