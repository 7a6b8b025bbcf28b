import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '#store';
import { type Bench, minuteMs, openBench, openStack, quarterMs } from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const file = (id: string): string => `
site: { id: ${id}, zone: America/Chicago, contracted_mw: 1 }
halls:
  - { id: a, workload: mining, loop: wet }
  - { id: b, workload: ai }
devices:
  - { id: m-1, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, model: S1 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, model: S1 }
  - { id: g, kind: dcgm, address: '127.0.0.1:4003', hall: b, gpus: 1, nominal_w: 700 }
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
  - { id: p-b, kind: sunspec, address: '127.0.0.1:4006', point: M3, hall: b }
  - { id: p-c, kind: sunspec, address: '127.0.0.1:4007', point: Mc, loop: wet }
`;

describe('a reading over a boundary', () => {
  test('is apportioned by overlap and its parts add up', async () => {
    const bench: Bench = await openBench(store, file('boundary'), noon + 20 * minuteMs);
    const columns = { energy_j: 1001, accepted_diff: 7, rate_gh: 100_000 * 600, hash_gh: 11, rejected_diff: 0 };
    await bench.load([{ class: 'asic', device: 'm-1', from: noon + 10 * minuteMs, to: noon + 20 * minuteMs, columns }]);
    const first = await bench.row('rollup_asic', noon, "device = 'm-1'");
    const second = await bench.row('rollup_asic', noon + quarterMs, "device = 'm-1'");
    expect(first).toMatchObject({ energy_j: 501, accepted_diff: 4, readings: 0, reported_ms: 300_000 });
    expect(second).toMatchObject({ energy_j: 500, accepted_diff: 3, readings: 1, reported_ms: 300_000 });
    expect(await bench.rows('rollup_asic', "device = 'm-1'")).toEqual([]);
  });
});
