import type { Loop } from '../model/cooling.ts';
import type { Host } from '../model/gpu.ts';
import type { Miner } from '../model/miner.ts';
import type { ServerPlan } from '../model/inventory.ts';
import type { Meter } from '../model/power-flow.ts';
import type { Answerer } from './answerer.ts';
import { type CgminerAnswer, cgminerAnswerer } from './cgminer.ts';
import { type DcgmAnswer, dcgmAnswerer } from './dcgm.ts';
import { inferenceAnswerer, type InferenceAnswer } from './inference.ts';
import { type RedfishAnswer, redfishAnswerer } from './redfish.ts';
import { type SunspecAnswer, sunspecAnswerer } from './sunspec.ts';

/** What a device prints, as its reply would be after parsing. */
export type RawAnswer = CgminerAnswer | DcgmAnswer | SunspecAnswer | RedfishAnswer | InferenceAnswer;

interface Devices {
  readonly start: number;
  readonly servers: readonly ServerPlan[];
  readonly site: string;
  readonly seed: number;
  readonly miners: readonly Miner[];
  readonly hosts: readonly Host[];
  readonly loops: readonly Loop[];
  readonly meters: readonly Meter[];
}

/** The answerers of everything that can be asked, by device id. */
export function answerersOf({
  site,
  seed,
  start,
  miners,
  hosts,
  loops,
  meters,
  servers,
}: Devices): Map<string, Answerer<RawAnswer>> {
  return new Map<string, Answerer<RawAnswer>>([
    ...miners.map((miner) => [miner.id, cgminerAnswerer(miner, site, seed)] as const),
    ...hosts.map((host, index) => [host.id, dcgmAnswerer(host, site, index === 0)] as const),
    ...loops.map((loop) => [loop.cdu, redfishAnswerer(loop, site)] as const),
    ...meters.map((meter) => [meter.id, sunspecAnswerer(meter, site, seed)] as const),
    ...servers.map((server) => {
      const own = hosts.filter(({ id }) => server.hosts.includes(id));
      return [server.id, inferenceAnswerer(own, start)] as const;
    }),
  ]);
}
