import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { Kpi } from './kpi.ts';
import type { AllowedSite, KpiQuery, KpiRow } from './query.ts';

const statement = readFileSync(projectPath('libs/kpi/sql/balance.sql'), 'utf8');

const memberRow = z.object({
  hall: z.string(),
  class: z.enum(['meter', 'cooling', 'asic', 'gpu']),
  device: z.string(),
  is_whole: z.coerce.boolean(),
  hours: safeInteger,
  mean_came: z.number(),
  energy_energy: z.number(),
  gap_gap: z.number(),
  came_came: z.number(),
  energy_gap: z.number(),
  came_gap: z.number(),
  came_energy: z.number(),
});
/** How the hourly energy of a meter or device goes together with the gap of a balance: variances and covariances, J². */
export type BalanceMember = z.output<typeof memberRow>;

export const findings = ['reads_low', 'reads_high', 'misses'] as const;

/** A meter or device whose energy explains the gap of a balance. */
export interface Suspect {
  readonly site: string;
  /** Hall of the balance; empty for that of the site. */
  readonly hall: string;
  readonly class: BalanceMember['class'];
  readonly device: string;
  /** Whether it counts what comes in, or a part. */
  readonly side: 'whole' | 'part';
  /** It counts too little, too much, or nothing at times. */
  readonly finding: (typeof findings)[number];
  /** Share of the variance of the gap that it explains; of a part, of what load leaves of it. 0 to 1. */
  readonly explains: number;
  /** By how much the gap changes with each joule that it counts. */
  readonly slope: number;
  readonly hours: number;
}

/** Fewer hours say nothing. */
const leastHours = 24;
/** It must explain half of the gap's variance … */
const leastExplained = 0.5;
/** … by more than losses in proportion to a load do … */
const leastSlope = 0.05;
/** … and move the gap by more than rounding and the times of polls do, as a share of what comes in. */
const leastEffect = 0.002;
/** From here on it is no error of scale. */
const missingSlope = 0.5;
/** What one part alone does to the gap: at most it takes away all that it counts, and a little for chance. */
const greatestSlope = 1.2;
/** What goes along with the whole so closely cannot be told from it. */
const collinear = 1e-4;

/** Least squares of the gap on the energy: of a part once load is taken out of both, since losses follow it. */
function fitOf(member: BalanceMember): { explains: number; slope: number; effect: number } | undefined {
  const { is_whole, energy_energy, gap_gap, energy_gap, came_came, came_gap, came_energy } = member;
  const isPlain = is_whole || came_came <= 0;
  const energy = isPlain ? energy_energy : energy_energy - came_energy ** 2 / came_came;
  const gap = isPlain ? gap_gap : gap_gap - came_gap ** 2 / came_came;
  const both = isPlain ? energy_gap : energy_gap - (came_gap * came_energy) / came_came;
  if (energy <= collinear * energy_energy || energy <= 0 || gap <= 0) return undefined;
  const explains = Math.min(both ** 2 / (energy * gap), 1);
  return { explains, slope: both / energy, effect: Math.sqrt(explains * gap) };
}

/** Of a part the gap grows with what it leaves out; of the whole it shrinks. */
function findingOf(slope: number, isWhole: boolean): Suspect['finding'] {
  const leftOut = isWhole ? -slope : slope;
  if (leftOut <= -missingSlope) return 'misses';
  return leftOut > 0 ? 'reads_low' : 'reads_high';
}

/**
 * The meters and devices to doubt, what explains most first. The gap goes along with the whole whichever large part is wrong, so that the whole
 * is doubted where no part is. A hall with boards and without meters at its inputs is left out: no part counts what the hosts use beside them.
 */
export function suspectsOf(site: string, members: readonly BalanceMember[]): Suspect[] {
  const withBoards = new Set(members.filter((member) => member.class === 'gpu').map(({ hall }) => hall));
  const suspects = members.flatMap((member): Suspect[] => {
    const { hall, class: kind, device, is_whole: isWhole, hours, mean_came } = member;
    const fit = hours < leastHours || withBoards.has(hall) ? undefined : fitOf(member);
    if (!fit || fit.explains < leastExplained || Math.abs(fit.slope) < leastSlope) return [];
    if (fit.effect < leastEffect * Math.abs(mean_came) || (isWhole ? fit.slope : -fit.slope) > greatestSlope) return [];
    const { explains, slope } = fit;
    const finding = findingOf(slope, isWhole);
    return [{ site, hall, class: kind, device, side: isWhole ? 'whole' : 'part', finding, explains, slope, hours }];
  });
  const withPart = new Set(suspects.filter(({ side }) => side === 'part').map(({ hall }) => hall));
  return suspects
    .filter(({ side, hall }) => side === 'part' || !withPart.has(hall))
    .toSorted((a, b) => b.explains - a.explains);
}

/** Which balances are asked for: of hours and coarser windows that start in `[from, to)`. */
export interface BalanceQuery extends Pick<KpiQuery, 'from' | 'to' | 'signal'> {
  readonly site: AllowedSite;
  readonly grain: 'hour' | 'day' | 'month' | 'total';
}

export interface EnergyBalance {
  /** `energy_unaccounted` and `unaccounted_share` of the site, then by hall. */
  readonly rows: readonly KpiRow[];
  readonly suspects: readonly Suspect[];
}

const mostMembers = 1_000_000;

/** The energy balance of a site and of its halls, and which meter or device to doubt. Throws as `Kpi.query`. */
export async function readBalance(
  { store, kpi }: { readonly store: Pick<Store, 'query'>; readonly kpi: Kpi },
  { site, grain, from, to, signal }: BalanceQuery,
): Promise<EnergyBalance> {
  const query = {
    metrics: ['energy_unaccounted', 'unaccounted_share'] as const,
    grain,
    from,
    to,
    filters: { site: [site.id] },
    sites: [site],
    ...(signal && { signal }),
  };
  const rows = [...(await kpi.query({ ...query, by: [] })), ...(await kpi.query({ ...query, by: ['hall'] }))];
  const params = { site: site.id, from: Math.ceil(from / 1000), to: Math.ceil(to / 1000), limit: mostMembers };
  const members = await store.query(statement, { params, schema: memberRow, ...(signal && { signal }) });
  return { rows, suspects: suspectsOf(site.id, members) };
}
