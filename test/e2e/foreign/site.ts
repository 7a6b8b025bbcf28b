import { systemClock } from '#runtime';
import { serveExporter } from './exporter.ts';
import type { Foreign, Supply } from './listen.ts';
import { serveMeters } from './meters.ts';
import { serveQuietMiner, serveStringMiner } from './miners.ts';

/** A small site that shares no code with the simulator, and the file that describes it. */
export interface ForeignSite {
  /** As an operator would write it. */
  readonly yaml: string;
  /** Totals as they were told, by counter, in the order of the polls. */
  readonly told: ReadonlyMap<string, readonly number[]>;
  close(): Promise<void>;
}

/** Starts its devices; miners and boards have been on for an hour. */
export async function startForeignSite(): Promise<ForeignSite> {
  const startedAt = systemClock.monotonic();
  const told = new Map<string, number[]>();
  const supply: Supply = {
    elapsed: () => 3600 + (systemClock.monotonic() - startedAt) / 1000,
    told: (counter, value) => void told.set(counter, [...(told.get(counter) ?? []), value]),
  };
  const devices: Foreign[] = [];
  const start = async (serve: (supply: Supply) => Promise<Foreign>): Promise<string> => {
    const device = await serve(supply);
    devices.push(device);
    return device.address;
  };
  const [gateway, quiet, strings, exporter] = [
    await start(serveMeters),
    await start(serveQuietMiner),
    await start(serveStringMiner),
    await start(serveExporter),
  ];
  const yaml = `
site:
  id: prairie
  zone: America/Winnipeg
  contracted_mw: 0.05
halls:
  - { id: hut, workload: mining }
  - { id: rack, workload: ai }
defaults: { poll_s: 2, timeout_ms: 1500 }
devices:
  - { id: utility, kind: sunspec, address: "${gateway}", unit: 7, point: M0 }
  - { id: hut-feed, kind: sunspec, address: "${gateway}", unit: 8, point: M3, hall: hut }
  - { id: rack-feed, kind: sunspec, address: "${gateway}", unit: 9, point: M3, hall: rack }
  - { id: orb, kind: cgminer, address: "${quiet}", hall: hut, model: Orb One, nominal_ths: 110 }
  - { id: stringer, kind: cgminer, address: "${strings}", hall: hut, model: Stringer S3, nominal_ths: 95 }
  - { id: host, kind: dcgm, address: "${exporter}", hall: rack, model: H200, gpus: 2 }
`;
  return {
    yaml,
    told,
    close: async () => {
      await Promise.all(devices.map((device) => device.close()));
    },
  };
}
