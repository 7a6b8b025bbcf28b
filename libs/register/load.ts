import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { deviceKinds } from '#contracts';
import { messageOf, parseYaml, PipelineError, secretFromEnvironment } from '#runtime';
import { crossCheck } from './check.ts';
import { marketFactors } from './facility-check.ts';
import { factKinds, factsBy, type Facts } from './facts/index.ts';
import { spanOf } from './instant.ts';
import { type SiteFile, siteSchema } from './schema.ts';
import type { CarbonFeed, Feed, GpuFeed, PowerFeed, RawDevice, RawUnit, Site, SiteDevice, Unit } from './site.ts';

/**
 * Reads a site's file. Throws `CONFIG_INVALID` whose `details.faults` lists every fault as `file:line:column key: what is wrong`,
 * not only the first one.
 */
export const loadSite = (path: string): Site => siteOf(loadSiteFile(path));

function loadSiteFile(path: string): SiteFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new PipelineError('CONFIG_INVALID', `${path}: cannot be read: ${messageOf(error)}`, {
      cause: error,
      details: { faults: [path] },
    });
  }
  return parseSiteFile(text, path);
}

/** Reads the files of several sites, their paths separated by commas; throws `CONFIG_INVALID` with the faults of all of them, or on an id used twice. */
export const loadSites = (paths: string): Site[] => loadSiteFiles(paths).map(({ site }) => site);

/** As `loadSites`, with what the files themselves say. */
export function loadSiteFiles(paths: string): { readonly file: SiteFile; readonly site: Site }[] {
  const faults: string[] = [];
  const sites: { file: SiteFile; site: Site }[] = [];
  for (const path of paths
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    try {
      const file = loadSiteFile(path);
      const site = siteOf(file);
      if (sites.some((other) => other.site.id === site.id))
        faults.push(`${path}: site id ${site.id} is also that of another file`);
      sites.push({ file, site });
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new PipelineError('CONFIG_INVALID', faults.join('\n'), { details: { faults } });
  if (sites.length === 0)
    throw new PipelineError('CONFIG_INVALID', 'no site file is given', {
      details: { faults: ['no site file is given'] },
    });
  return sites;
}

const knownKeys = Object.keys(siteSchema.shape).concat(
  Object.values(factKinds).flatMap(({ shape }) => Object.keys(shape)),
  Object.keys(siteSchema.shape.devices.unwrap().element.shape),
  Object.keys(siteSchema.shape.site.shape),
  [
    'chain',
    'power',
    'reference',
    'carbon',
    'carbon_g_per_kwh',
    'marginal',
    'dispatch',
    ...Object.keys(siteSchema.shape.market.unwrap().shape.power.unwrap().shape),
    'pool_fee',
    'gpu',
    'url',
    'poll_s',
    'timeout_ms',
    'market',
    'node',
    'token_env',
    'product',
    'workload',
    'usd_per_gpu_hour',
    'billed_share',
    'mw',
  ],
);

function explain({ code, path }: z.core.$ZodIssue): string | undefined {
  if (code !== 'invalid_value' || path.at(-1) !== 'kind') return undefined;
  return `unknown device kind; known are ${Object.keys(deviceKinds).join(', ')}`;
}

/** As `loadSite`, from the text of the file; `path` only names it in faults. */
export const parseSite = (text: string, path: string): Site => siteOf(parseSiteFile(text, path));

/** What the text of a site's file says, key by key; throws as `parseSite`. */
export const parseSiteFile = (text: string, path: string): SiteFile =>
  parseYaml(text, { path, schema: siteSchema, knownKeys, check: crossCheck, explain });

function sloOf({ slo_ttft_s: ttft, slo_e2e_s: e2e }: RawDevice): Pick<SiteDevice, 'slo'> {
  if (ttft !== undefined) return { slo: { of: 'ttft', withinS: ttft } };
  return e2e === undefined ? {} : { slo: { of: 'e2e', withinS: e2e } };
}

function deviceOf(raw: RawDevice, file: SiteFile): SiteDevice {
  const colon = raw.address.lastIndexOf(':');
  const password = raw.password_env === undefined ? raw.password : secretFromEnvironment(raw.password_env);
  return {
    id: raw.id,
    kind: raw.kind,
    class: deviceKinds[raw.kind],
    host: raw.address.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(raw.address.slice(colon + 1)),
    pollMs: (raw.poll_s ?? file.defaults.poll_s) * 1000,
    timeoutMs: raw.timeout_ms ?? file.defaults.timeout_ms,
    unit: raw.unit,
    importTotal: raw.import,
    multiplier: raw.multiplier,
    tls: raw.tls,
    ...(raw.base === undefined ? {} : { base: raw.base }),
    ...(raw.gpus === undefined ? {} : { gpus: raw.gpus }),
    ...(raw.nominal_w === undefined ? {} : { nominalW: raw.nominal_w }),
    ...(raw.nominal_ths === undefined ? {} : { nominalGhs: raw.nominal_ths * 1000 }),
    ...(raw.label_jobs === undefined ? {} : { labelJobs: raw.label_jobs }),
    ...sloOf(raw),
    ...(raw.username === undefined ? {} : { username: raw.username }),
    ...(password === undefined ? {} : { password }),
    ...spanOf(raw, file.site.zone),
  };
}

const ratingOf = (raw: RawUnit): Pick<Unit, 'nominalGhs' | 'nominalW' | 'boards'> => ({
  nominalGhs: raw.nominal_ths === undefined ? null : raw.nominal_ths * 1000,
  nominalW: raw.nominal_w ?? null,
  boards: raw.boards ?? null,
});

function unitsOf(raw: RawUnit, file: SiteFile): Unit[] {
  const hall = raw.hall ?? '';
  const unit = {
    class: deviceKinds[raw.kind],
    hall,
    loop: raw.loop ?? file.halls.find((known) => known.id === hall)?.loop ?? '',
    model: raw.model ?? '',
    ...ratingOf(raw),
    point: raw.point ?? ('' as const),
    pollMs: (raw.poll_s ?? file.defaults.poll_s) * 1000,
    ...spanOf(raw, file.site.zone),
  };
  if (unit.class !== 'gpu') return [{ device: raw.id, ...unit }];
  return Array.from({ length: raw.gpus ?? 0 }, (_, index) => ({ device: `${raw.id}/${index}`, ...unit }));
}

const feedOf = (raw: { url: string; poll_s: number; timeout_ms: number }): Feed => ({
  url: raw.url,
  pollMs: raw.poll_s * 1000,
  timeoutMs: raw.timeout_ms,
});

type CarbonFile = NonNullable<SiteFile['market']['carbon']>;

type CarbonSource = Omit<CarbonFile, 'token_env'> & {
  readonly token_env?: string | undefined;
  readonly password?: string | undefined;
};

function carbonOf(carbon: CarbonSource, name: 'carbon' | 'marginal'): CarbonFeed {
  const { kind, zone, username, token_env, password_env } = carbon;
  const password = password_env === undefined ? carbon.password : secretFromEnvironment(password_env);
  return {
    ...feedOf(carbon),
    kind,
    zone,
    signal: name === 'carbon' ? 'average' : 'marginal',
    feed: `${name}:${kind}:${zone}`,
    ...(token_env === undefined ? {} : { token: secretFromEnvironment(token_env) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

/** Markets that ask for patience: CAISO says so, PJM counts 6 questions a minute, ERCOT 30. */
const pauses: Readonly<Record<string, number>> = { caiso: 5_000, pjm: 10_000, ercot: 2_000 };

function powerOf(power: NonNullable<SiteFile['market']['power']>): PowerFeed {
  const { kind, market, node, product, key_env, username, password_env, login_url, status } = power;
  return {
    ...feedOf(power),
    kind,
    market,
    node,
    product,
    feed: `power:${market}:${node}:${product}`,
    ...(key_env === undefined ? {} : { key: secretFromEnvironment(key_env) }),
    ...(username === undefined ? {} : { username }),
    ...(password_env === undefined ? {} : { password: secretFromEnvironment(password_env) }),
    ...(login_url === undefined ? {} : { loginUrl: login_url }),
    ...(status === undefined ? {} : { status }),
    pauseMs: power.pause_ms ?? pauses[kind] ?? 0,
    maxPages: power.max_pages,
    days: { catchUpDays: power.catch_up_days, rereadDays: power.reread_days, rereadMs: power.reread_s * 1000 },
  };
}

function gpuPriceOf(price: NonNullable<NonNullable<SiteFile['market']['gpu']>['price']>): GpuFeed {
  const { kind, model, pricing, region, verified, venue, key_env, query } = price;
  const which = [kind, venue, model, pricing, region, verified ? 'verified' : undefined];
  return {
    ...feedOf(price),
    kind,
    model,
    pricing,
    isVerifiedOnly: verified,
    feed: `gpu:${which.filter((part) => part !== undefined).join(':')}`,
    ...(region === undefined ? {} : { region }),
    ...(venue === undefined ? {} : { venue }),
    ...(key_env === undefined ? {} : { key: secretFromEnvironment(key_env) }),
    ...(query === undefined ? {} : { query }),
  };
}

function chainOf(chain: NonNullable<SiteFile['market']['chain']>): NonNullable<Site['market']['chain']> {
  const { kind, username = '', password_env = '' } = chain;
  const login = kind === 'node' ? { login: { username, password: secretFromEnvironment(password_env) } } : {};
  return { ...feedOf(chain), kind, feed: `chain:${kind}`, ...login };
}

function marketOf({ market }: SiteFile): Site['market'] {
  const { chain, power, reference, carbon, marginal, dispatch, gpu } = market;
  return {
    chain: chain ? chainOf(chain) : null,
    power: power ? powerOf(power) : null,
    reference: reference ? powerOf(reference) : null,
    carbon: carbon ? carbonOf(carbon, 'carbon') : null,
    marginal: marginal ? carbonOf(marginal, 'marginal') : null,
    carbonGPerKwh: typeof market.carbon_g_per_kwh === 'number' ? market.carbon_g_per_kwh : null,
    dispatch: dispatch ? feedOf(dispatch) : null,
    poolFee: market.pool_fee,
    gpu: gpu
      ? {
          usdPerGpuHour: gpu.usd_per_gpu_hour ?? null,
          price: gpu.price ? gpuPriceOf(gpu.price) : null,
          billedShare: gpu.billed_share,
        }
      : null,
  };
}

/** What the file lists by kind; dated factors under `market` are carbon factors by location. */
function listedFacts(file: SiteFile): Facts {
  const factors = (marketFactors(file) ?? []).map((step) => ({ method: 'location', ...step }));
  const listed = { ...file, carbon_factors: [...factors, ...file.carbon_factors] };
  return factsBy((kind) =>
    listed[kind].map(({ from, to, ...fact }) => ({ ...fact, ...spanOf({ from, to }, file.site.zone) })),
  );
}

/** The site that a file describes. Throws `CONFIG_INVALID` where the variable of a secret is not set. */
export function siteOf(file: SiteFile): Site {
  const { site } = file;
  return {
    id: site.id,
    zone: site.zone,
    currency: site.currency,
    contracted: (site.contracted_mw ?? []).map((step) => ({ mw: step.mw, ...spanOf(step, site.zone) })),
    halls: file.halls.map((hall) => ({ id: hall.id, workload: hall.workload, loop: hall.loop ?? '' })),
    devices: file.devices.flatMap((device) => ('address' in device ? [deviceOf(device, file)] : [])),
    units: file.devices.flatMap((device) => unitsOf(device, file)),
    facts: listedFacts(file),
    market: marketOf(file),
  };
}
