import { afterAll, beforeAll } from '@jest/globals';
import type { Store } from '#store';
import { type Bench, type Columns, minuteMs, openBench, openStack, type TestReading } from './rollup-stack.ts';

export let store: Store;
let stop: () => Promise<void>;

export const noon = Date.UTC(2026, 5, 10, 12);
export const minute = (count: number): number => noon + count * minuteMs;
export const kwh = 3_600_000;

export const file = (id: string, change: (text: string) => string = (text) => text): string =>
  change(`
site: { id: ${id}, zone: America/Chicago, contracted_mw: 1 }
halls:
  - { id: a, workload: mining, loop: wet }
  - { id: b, workload: ai }
market:
  power: { market: ERCOT, node: ${id}, product: RT5, url: 'http://127.0.0.1/p' }
  chain: { url: 'http://127.0.0.1/c' }
  gpu: { usd_per_gpu_hour: 2, billed_share: 0.5 }
  pool_fee: 0.02
devices:
  - { id: m-1, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, model: S1 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, model: S2 }
  - { id: g, kind: dcgm, address: '127.0.0.1:4003', hall: b, gpus: 1, nominal_w: 700, model: H }
  - { id: c, kind: redfish-cdu, address: '127.0.0.1:4008', loop: wet }
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
  - { id: p-b, kind: sunspec, address: '127.0.0.1:4006', point: M3, hall: b }
  - { id: p-c, kind: sunspec, address: '127.0.0.1:4007', point: Mc, loop: wet }
`);

export const reading = (
  kind: TestReading['class'],
  device: string,
  span: readonly [number, number],
  columns: Columns,
): TestReading => ({
  class: kind,
  device,
  from: minute(span[0]),
  to: minute(span[1]),
  columns,
});
export const meter = (
  device: string,
  span: readonly [number, number],
  import_j: number,
  columns: Columns = {},
): TestReading => reading('meter', device, span, { import_j, export_j: 0, ...columns });
/** All meters over one span: kWh at M0, M3 of both halls and Mc. */
export const meters = (
  span: readonly [number, number],
  [m0, a, b, mc]: readonly [number, number, number, number],
): TestReading[] => [
  meter('p-0', span, m0 * kwh),
  meter('p-a', span, a * kwh),
  meter('p-b', span, b * kwh),
  meter('p-c', span, mc * kwh),
];
export const miner = (device: string, span: readonly [number, number], columns: Columns = {}): TestReading =>
  reading('asic', device, span, {
    energy_j: 3000,
    accepted_diff: 100,
    rejected_diff: 1,
    stale_diff: 0,
    hash_gh: 10,
    hw_errors: 0,
    ...columns,
  });

export const open = (id: string, change?: (text: string) => string): Promise<Bench> =>
  openBench(store, file(id, change), minute(600));

/** A store for the tests of a file, in which each has a site of its own. */
export function useRollupStore(): void {
  beforeAll(async () => ({ store, stop } = await openStack()));

  afterAll(() => stop());
}
