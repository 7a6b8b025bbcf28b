import type { Facts } from '#register';
import { groupBy, parting, unionMs, within } from '#runtime';
import type { Bucket } from './bucket.ts';
import { isCovered } from './joint.ts';
import type { Board, Floor } from './job-places.ts';
import type { ClassUnits } from './units.ts';

/** A sum that is known while every part of it is. */
export interface Told {
  sum: bigint;
  isKnown: boolean;
}

export const noneTold = (): Told => ({ sum: 0n, isKnown: true });

/** What servers tell, and the time in which they do, by the names of their sums. */
const knownBy = {
  output_tokens: 'output_known_ms',
  requests: 'requests_known_ms',
  slo_judged: 'slo_known_ms',
  slo_met: 'slo_known_ms',
} as const;
type Name = keyof typeof knownBy;
const names = Object.keys(knownBy) as Name[];

/** What the inference servers of a hall answered in a bucket. */
export type Served = Readonly<Record<Name, Told>>;

export const noneServed = (): Served =>
  Object.fromEntries(names.map((name) => [name, noneTold()])) as Record<Name, Told>;

/** Where a server runs in a bucket: boards by hall, each as long as it is there, ms. */
interface Place {
  readonly halls: ReadonlyMap<string, bigint>;
  /** Part of the bucket in which the register says it. */
  readonly listedMs: number;
}

type Listed = Facts['inference_servers'];

function placeOf(entries: Listed, floor: Floor, { dueFrom, dueTo }: Bucket): Place {
  const halls = new Map<string, bigint>();
  const spans = entries.flatMap((entry) => {
    const span = within(entry, { from: dueFrom, to: dueTo });
    const boards: readonly Board[] = span ? floor.boardsOf(entry.devices) : [];
    if (!span || boards.length === 0) return [];
    for (const { hall, serving } of boards) {
      serving.add(span, 1);
      halls.set(hall, (halls.get(hall) ?? 0n) + BigInt(Math.round(span.to - span.from)));
    }
    return [span];
  });
  return { halls, listedMs: unionMs(spans) };
}

/** By bucket number and server: its row of the sums. */
const rowsOf = ({ rows }: ClassUnits): ReadonlyMap<string, number> =>
  new Map(rows.map(({ at, device, row }) => [`${at} ${device}`, row]));

/**
 * Puts the inference servers on their boards in a bucket and gives what they answered there, by hall; a server on boards of several halls
 * by the time of its boards in each. A hall is known where each of its servers is, and is listed, throughout.
 */
export function servingBy(servers: ClassUnits, listed: Listed) {
  const rowOf = rowsOf(servers);
  const byServer = groupBy([...listed], ({ server }) => server);
  return (at: number, bucket: Bucket, floor: Floor): Map<string, Served> => {
    const found = new Map<string, Served>();
    for (const [server, entries] of byServer) {
      const { halls, listedMs } = placeOf(entries, floor, bucket);
      const total = [...halls.values()].reduce((sum, weight) => sum + weight, 0n);
      if (total === 0n) continue;
      const row = rowOf.get(`${at} ${server}`) ?? -1;
      const of = (name: string): bigint => servers.sums.of(name).values[row] ?? 0n;
      for (const name of names) {
        const isKnown = isCovered(listedMs, bucket.dueMs) && isCovered(Number(of(knownBy[name])), bucket.dueMs);
        const part = parting(of(name), total);
        for (const [hall, weight] of halls) {
          const served = found.get(hall) ?? noneServed();
          found.set(hall, served);
          served[name].sum += part(weight);
          served[name].isKnown &&= isKnown;
        }
      }
    }
    return found;
  };
}
