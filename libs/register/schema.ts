import { z } from 'zod';
import { type DeviceKind, deviceKinds } from '#contracts';
import { dated } from './facts/dated.ts';
import { factSections } from './facts/index.ts';

const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'letters, digits, dot, dash and underscore only, starting with a letter or digit',
  );
const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s/]+):\d{1,5}$/, { error: 'HOST:PORT', abort: true })
  .refine((value) => Number(value.slice(value.lastIndexOf(':') + 1)) <= 65_535, 'the port must be at most 65535');
const zone = z.string().refine(isZone, 'not a zone of the tz database, such as America/Chicago');

function isZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Metering points, `domain` terms: M0 utility, M1 feeder, M2 UPS output, M3 PDU or hall feeder, M4 IT input, Mc cooling, Mg generation, Mb battery. */
export const meteringPoints = ['M0', 'M1', 'M2', 'M3', 'M4', 'Mc', 'Mg', 'Mb'] as const;
export type MeteringPoint = (typeof meteringPoints)[number];

export const workloads = ['mining', 'ai', 'mixed', 'other'] as const;

const kindNames = Object.keys(deviceKinds) as [DeviceKind, ...DeviceKind[]];

const device = z.strictObject({
  id,
  kind: z.enum(kindNames),
  address: address.describe('HOST:PORT of the device'),
  hall: id.optional().describe('where it stands; meters at M0 and site-wide cooling have none'),
  loop: id.optional().describe('cooling loop that a CDU or a cooling meter serves; none serves the whole site'),
  model: z.string().optional().describe('model as the analyst groups by it'),
  nominal_ths: z.number().positive().optional().describe('rated hash rate, TH/s'),
  nominal_w: z.number().positive().optional().describe('rated power, W; of one board for GPUs'),
  boards: z.int().min(1).max(64).optional().describe('hash boards that a miner should have'),
  gpus: z.int().min(1).max(64).optional().describe('boards that a GPU host should report'),
  label_jobs: z
    .enum(['train', 'infer', 'batch'])
    .optional()
    .describe(
      'class of the jobs that pod and job labels of a GPU exporter name: their runs are then told from the labels, and by nobody else',
    ),
  slo_ttft_s: z
    .number()
    .positive()
    .optional()
    .describe('service level of an inference server: time to the first token, s; where a bucket of its histogram ends'),
  slo_e2e_s: z
    .number()
    .positive()
    .optional()
    .describe('the same for the time until a request is answered whole, s; a server has one of the two'),
  point: z.enum(meteringPoints).optional().describe('metering point of a meter'),
  multiplier: z.number().positive().default(1).describe('CT/PT ratio that the meter does not apply itself'),
  import: z
    .enum(['imp', 'exp'])
    .default('imp')
    .describe('which SunSpec total counts what the site draws; depends on the wiring'),
  unit: z.int().min(0).max(255).default(1).describe('Modbus unit id'),
  base: z
    .union([z.literal(0), z.literal(40_000), z.literal(50_000)])
    .optional()
    .describe('SunSpec base register; tried in turn when absent'),
  tls: z.boolean().default(false).describe('HTTPS instead of HTTP'),
  username: z.string().optional(),
  password: z.string().optional(),
  password_env: z.string().optional().describe('environment variable that holds the password'),
  poll_s: z.number().positive().max(3600).optional(),
  timeout_ms: z.int().min(100).max(60_000).optional(),
  ...dated,
});

/** What is known of a device and a meter without asking it. How it is asked, and with which secret, stands in the file of the collector alone. */
export const inventoryDevice = device.pick({
  id: true,
  kind: true,
  hall: true,
  loop: true,
  model: true,
  nominal_ths: true,
  nominal_w: true,
  boards: true,
  gpus: true,
  point: true,
  poll_s: true,
  from: true,
  to: true,
});

export const hall = z.strictObject({
  id,
  workload: z.enum(workloads),
  loop: id.optional().describe('cooling loop; overhead metered for a loop is allocated within it'),
});

export const contractedStep = z.strictObject({ mw: z.number().positive(), ...dated });

/** Formats of power prices; each but the normal form has a parser of the market's own in libs/market. */
const powerFeedKinds = [
  'normal',
  'ercot',
  'caiso',
  'pjm',
  'spp',
  'miso',
  'nyiso',
  'entsoe',
  'nordpool',
  'openelectricity',
] as const;

/** Sources of carbon intensities; each has a parser in libs/market. */
const carbonFeedKinds = ['electricity_maps', 'watttime'] as const;

const feed = {
  url: z.url({ protocol: /^https?$/ }),
  poll_s: z.number().positive().max(86_400).default(60),
  timeout_ms: z.int().min(100).max(60_000).default(10_000),
};

const yearlyFactor = z.number().min(0).max(10_000);
const knownPlaceholder = /^\{(date|next|from|to)(:[^}]*)?\}$/;
const envVariable = z.string().min(1);

/** How a power market is asked. */
const powerAsking = {
  url: feed.url
    .refine(
      (url) => (url.match(/\{[^}]*\}?/g) ?? []).every((each) => knownPlaceholder.test(each)),
      'a placeholder is {date}, {next}, {from} or {to}, with a form behind a colon as in {date:yyyyMMdd}',
    )
    .describe(
      'asked as it stands, or for each day: {date} is the day in the zone of the market, {next} the one after it, {from} and {to} its first instant and the one behind it in UTC; with a form as in {date:yyyyMMdd} or {from:yyyyMMddHHmm}',
    ),
  key_env: envVariable
    .optional()
    .describe(
      'environment variable that holds the key: subscription key of ercot, pjm and miso, security token of entsoe, API key of openelectricity',
    ),
  username: z.string().optional().describe('login of ercot, exchanged for a token that is renewed'),
  password_env: envVariable.optional().describe('environment variable that holds its password'),
  login_url: feed.url.optional().describe("where the login is exchanged; ERCOT's own when absent"),
  status: z
    .enum(['prelim', 'final', 'resettled'])
    .optional()
    .describe('how far the prices are settled, where the request and not the answer says it'),
  pause_ms: z
    .int()
    .min(0)
    .max(600_000)
    .optional()
    .describe('least time between two questions, ms; 5000 of caiso, 10000 of pjm, 2000 of ercot, else 0'),
  max_pages: z.int().min(1).max(1000).default(20).describe('most pages of one answer that are asked for'),
  catch_up_days: z.int().min(0).max(400).default(7).describe('past days that are made up for when they were missed'),
  reread_days: z.int().min(0).max(400).default(3).describe('past days that are asked for again, as prices are revised'),
  reread_s: z.number().min(60).max(604_800).default(21_600).describe('how often past days are asked for again'),
};

const powerFeed = z.strictObject({
  kind: z.enum(powerFeedKinds).default('normal').describe("format of the answers: the normal form, or a market's own"),
  market: z.string(),
  node: z.string().describe('node, zone or hub, as the feed names it'),
  product: z.enum(['DA', 'RT5', 'RT15', 'SPP']),
  ...feed,
  ...powerAsking,
});

/** Where offers of GPUs for rent are listed; each has a parser in libs/market. */
const gpuPrice = z.strictObject({
  kind: z.enum(['vast', 'lambda', 'skypilot', 'gpuhunt']).describe('whose answers they are'),
  model: z
    .string()
    .min(1)
    .describe(
      'as on a price list, such as H100 or A100 80GB; with a form factor in it, such as H100 SXM, only that one',
    ),
  pricing: z.enum(['ondemand', 'spot', 'reserved']).default('ondemand'),
  region: z.string().min(1).optional().describe('only of this region, as the venue names it'),
  verified: z.boolean().default(false).describe('only machines that the venue has checked'),
  venue: z.string().min(1).optional().describe('whose prices a catalogue of skypilot or gpuhunt lists, such as aws'),
  key_env: envVariable.optional().describe('environment variable that holds the API key of lambda'),
  query: z.record(z.string(), z.unknown()).optional().describe('filters of vast that are sent with the question'),
  ...feed,
  poll_s: feed.poll_s.default(900),
});

export const siteSchema = z.strictObject({
  site: z.strictObject({
    id,
    zone,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'an ISO 4217 code')
      .default('USD'),
    contracted_mw: z
      .union(
        [
          z
            .number()
            .positive()
            .transform((mw) => [{ mw, from: undefined, to: undefined }]),
          z.array(contractedStep).min(1),
        ],
        { error: 'a positive number of MW, or a list of { mw, from, to }' },
      )
      .optional()
      .describe('contracted power, MW: one number, or dated steps'),
  }),
  halls: z.array(hall).default([]),
  market: z
    .strictObject({
      chain: z
        .strictObject({
          kind: z
            .enum(['mempool', 'node'])
            .default('mempool')
            .describe('a mempool server, or a Bitcoin node, which knows no price'),
          username: z.string().optional().describe('login of a `node`'),
          password_env: z.string().optional().describe('environment variable that holds its password'),
          ...feed,
        })
        .optional()
        .describe('state of the Bitcoin chain, and its blocks'),
      power: powerFeed.optional().describe('prices that the site settles at'),
      reference: powerFeed
        .optional()
        .describe('prices of a hub, or of where others compute, that those of the site are held against'),
      carbon: z
        .strictObject({
          kind: z.enum(carbonFeedKinds).describe('whose answers they are'),
          zone: z.string().min(1).describe('zone or balancing region of the grid, as the source names it'),
          token_env: z.string().optional().describe('environment variable that holds the key of `electricity_maps`'),
          username: z.string().optional().describe('login of `watttime`'),
          password_env: z.string().optional().describe('environment variable that holds its password'),
          ...feed,
          url: feed.url.describe(
            'of `electricity_maps` the address of the history, such as …/v3/carbon-intensity/history; of `watttime` that of the API',
          ),
          poll_s: feed.poll_s.default(300),
        })
        .optional()
        .describe('carbon intensity of the grid'),
      marginal: z
        .strictObject({
          kind: z.literal('watttime').default('watttime').describe('whose answers they are'),
          zone: z.string().min(1).describe('balancing region of the grid, as the source names it'),
          username: z.string().optional().describe('login'),
          password: z.string().optional().describe('its password; better in the environment'),
          password_env: z.string().optional().describe('environment variable that holds its password'),
          ...feed,
          url: feed.url.describe('address of the API'),
          poll_s: feed.poll_s.default(300),
        })
        .optional()
        .describe('marginal emission rate of the grid, for decisions only: it is no part of any inventory'),
      carbon_g_per_kwh: z
        .union([yearlyFactor, z.array(z.strictObject({ g_per_kwh: yearlyFactor, ...dated })).min(1)], {
          error: 'a number of g per kWh from 0 to 10000, or a list of { g_per_kwh, from, to }',
        })
        .optional()
        .describe(
          'yearly factor of the grid, g CO2e per kWh: one number, or dated steps; it stands in wherever the feed has none',
        ),
      dispatch: z
        .strictObject({ ...feed })
        .optional()
        .describe('ordered curtailments, and which policy of dispatch is in force'),
      pool_fee: z.number().min(0).max(0.5).default(0).describe('share that the pool keeps, 0 to 1'),
      gpu: z
        .strictObject({
          usd_per_gpu_hour: z
            .number()
            .min(0)
            .optional()
            .describe('configured rate, USD; it stands in wherever the price is not known'),
          price: gpuPrice.optional().describe('where the rate is asked for'),
          billed_share: z.number().min(0).max(1).describe('of installed GPU hours, 0 to 1'),
        })
        .refine(
          ({ usd_per_gpu_hour: rate, price }) => rate !== undefined || price !== undefined,
          'give usd_per_gpu_hour or price, or both',
        )
        .optional()
        .describe('what an installed GPU hour earns: a rate and what of the hours is billed'),
    })
    .prefault({}),
  defaults: z
    .strictObject({
      poll_s: z.number().positive().max(3600).default(60),
      timeout_ms: z.int().min(100).max(60_000).default(5_000),
    })
    .prefault({}),
  devices: z.array(device).default([]),
  ...factSections,
});

type Device = z.output<typeof device>;
type InventoryDevice = z.output<typeof inventoryDevice>;

/** What a site's file says; the devices that are told beside it have no address. */
export type SiteFile = Omit<z.output<typeof siteSchema>, 'devices'> & {
  readonly devices: readonly (Device | InventoryDevice)[];
};
export type SiteFileInput = z.input<typeof siteSchema>;
