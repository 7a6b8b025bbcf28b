import { createHash } from 'node:crypto';
import { z } from 'zod';
import { factKindNames, type Site, type Span } from '#register';
import { type Clock, isoOf } from '#runtime';
import { safeInteger, type Store } from '#store';
import { statement } from './statement.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** The store's instants end with the year 2299. */
const lastInstant = 10_413_791_999_000;

const instantText = (ms: number): string =>
  isoOf(Math.min(Math.max(ms, 0), lastInstant))
    .replace('T', ' ')
    .replace('Z', '');

const validity = ({ from, to }: Span): Row => ({ valid_from: instantText(from), valid_to: instantText(to) });

const byText = (a: Row, b: Row): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

interface Facts {
  readonly site: Row;
  readonly tables: readonly { readonly name: string; readonly rows: readonly Row[] }[];
}

// What came to the register later is left out where there is none: a site that says what it said before keeps its revision.
const feedsOf = (market: Site['market']): Row => ({
  power_feed: market.power?.feed ?? '',
  chain_feed: market.chain?.feed ?? '',
  ...(market.reference ? { reference_feed: market.reference.feed } : {}),
  ...(market.carbon ? { carbon_feed: market.carbon.feed } : {}),
  ...(market.carbonGPerKwh === null ? {} : { carbon_g_per_kwh: market.carbonGPerKwh }),
  ...(market.marginal ? { marginal_feed: market.marginal.feed } : {}),
  ...(market.dispatch ? { is_dispatched: 1 } : {}),
});

function factsOf(site: Site): Facts {
  const { market } = site;
  const units = site.units.map((unit) => ({
    device: unit.device,
    class: unit.class,
    hall: unit.hall,
    loop: unit.loop,
    model: unit.model,
    nominal_ghs: unit.nominalGhs,
    nominal_w: unit.nominalW,
    ...(unit.boards === null ? {} : { boards: unit.boards }),
    point: unit.point,
    poll_ms: unit.pollMs,
    ...validity(unit),
  }));
  const halls = site.halls.map((hall) => ({ hall: hall.id, workload: hall.workload, loop: hall.loop }));
  const contracts = site.contracted.map((step) => ({ mw: step.mw, ...validity(step) }));
  const listed = factKindNames.flatMap((kind) =>
    site.facts[kind].map(({ from, to, ...body }, number) => ({
      kind,
      number,
      body: JSON.stringify(body),
      ...validity({ from, to }),
    })),
  );
  return {
    site: {
      zone: site.zone,
      currency: site.currency,
      ...feedsOf(market),
      pool_fee: market.poolFee,
      gpu_usd_per_hour: market.gpu?.usdPerGpuHour ?? null,
      ...(market.gpu?.price ? { gpu_feed: market.gpu.price.feed } : {}),
      gpu_billed_share: market.gpu?.billedShare ?? null,
    },
    tables: [
      { name: 'register_unit', rows: units.sort(byText) },
      { name: 'register_hall', rows: halls.sort(byText) },
      { name: 'register_contract', rows: contracts.sort(byText) },
      ...(listed.length > 0 ? [{ name: 'register_fact', rows: listed }] : []),
    ],
  };
}

const latestRow = z.object({ digest: z.string(), revision: safeInteger, highest: safeInteger });

/**
 * Writes what the register says of a site as a new revision into the store; nothing when the latest revision says the same.
 * A revision counts once its site row is there, which is written last. Returns the number of the revision in force.
 */
export async function publishRegister(store: Store, site: Site, clock: Clock): Promise<number> {
  const facts = factsOf(site);
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  const [latest] = await store.query(statement('latest-register'), { params: { site: site.id }, schema: latestRow });
  if (latest && latest.digest === digest) return latest.revision;
  const revision = (latest?.highest ?? 0) + 1;
  const key = { site: site.id, revision };
  for (const { name, rows } of facts.tables)
    await insert(
      store,
      name,
      rows.map((row) => ({ ...key, ...row })),
    );
  await insert(store, 'register_site', [{ ...key, known_at: instantText(clock.now()), ...facts.site, digest }]);
  return revision;
}

async function insert(store: Store, table: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
  await store.insertBlock({ statement: `INSERT INTO ${table} FORMAT JSONEachRow`, body });
}
