import { z } from 'zod';
import type { Span } from '../span.ts';
import { carbonFactors } from './carbon-factors.ts';
import { certificates } from './certificates.ts';
import { chainTerms } from './chain-terms.ts';
import { computeShares } from './compute-shares.ts';
import { dated } from './dated.ts';
import { designPue } from './design-pue.ts';
import { generators } from './generators.ts';
import { gridMix } from './grid-mix.ts';
import { heatReuse } from './heat-reuse.ts';
import { gpuPeaks } from './gpu-peaks.ts';
import { inferenceServers } from './inference-servers.ts';
import { jobLog } from './job-log.ts';
import { lossFactors } from './loss-factors.ts';
import { methaneAbatement } from './methane-abatement.ts';
import { offPeak } from './off-peak.ts';
import { servers } from './servers.ts';
import { supplyContracts } from './supply-contracts.ts';
import { thermalBands } from './thermal-bands.ts';
import { waterFactors } from './water-factors.ts';
import { assets } from './assets.ts';
import { builds } from './builds.ts';
import { coincidentPeaks } from './coincident-peaks.ts';
import { finance } from './finance.ts';
import { invoices } from './invoices.ts';
import { leases } from './leases.ts';
import { payments } from './payments.ts';
import { pools } from './pools.ts';
import { tariffs } from './tariffs.ts';
import { tokenRewards } from './token-rewards.ts';

/** What a site file lists beside devices and halls, by its key there. To add a kind of fact, add its schema here: it is read, stored by revision and dated like the others. */
export const factKinds = {
  certificates,
  carbon_factors: carbonFactors,
  chain_terms: chainTerms,
  compute_shares: computeShares,
  design_pue: designPue,
  generators,
  gpu_peaks: gpuPeaks,
  grid_mix: gridMix,
  heat_reuse: heatReuse,
  inference_servers: inferenceServers,
  job_log: jobLog,
  loss_factors: lossFactors,
  methane_abatement: methaneAbatement,
  off_peak: offPeak,
  servers,
  supply_contracts: supplyContracts,
  thermal_bands: thermalBands,
  water_factors: waterFactors,
  tariffs,
  invoices,
  payments,
  pools,
  leases,
  finance,
  assets,
  builds,
  coincident_peaks: coincidentPeaks,
  token_rewards: tokenRewards,
} as const satisfies Record<string, z.ZodObject>;

export type FactKind = keyof typeof factKinds;
export const factKindNames = Object.keys(factKinds) as FactKind[];

/** One fact of a kind, with the time in which it holds. */
export type Fact<Kind extends FactKind> = z.output<(typeof factKinds)[Kind]> & Span;

/** All facts of a site, by kind, each in the order of the file. */
export type Facts = { readonly [Kind in FactKind]: readonly Fact<Kind>[] };

type Dated<Schema> = Schema extends z.ZodObject<infer Shape> ? z.ZodObject<Shape & typeof dated> : never;
type Sections = { [Kind in FactKind]: z.ZodDefault<z.ZodArray<Dated<(typeof factKinds)[Kind]>>> };

/** The keys of the site file that list facts. */
export const factSections = Object.fromEntries(
  Object.entries(factKinds).map(([kind, schema]) => [kind, z.array(schema.extend(dated)).default([])]),
) as unknown as Sections;

/** Facts from what `read` gives of each kind. */
export const factsBy = (read: (kind: FactKind) => readonly object[]): Facts =>
  Object.fromEntries(factKindNames.map((kind) => [kind, read(kind)])) as unknown as Facts;

/** Parses a stored fact; throws `ZodError` when it is not what its kind says. */
export const parseFact = (kind: FactKind, body: unknown): object => factKinds[kind].parse(body);
