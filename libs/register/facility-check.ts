import { type Fault, nearest } from '#runtime';
import type { SiteFile } from './schema.ts';

interface Dated {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What is spread over a time needs both of its ends. */
const unbounded = (kind: string, facts: readonly Dated[]): Fault[] =>
  facts.flatMap((fact, index) =>
    (['from', 'to'] as const)
      .filter((end) => fact[end] === undefined)
      .map((end) => ({
        keys: [kind, index, end],
        message: 'is missing: it is spread over the time from `from` to `to`',
      })),
  );

const overlap = (a: Dated, b: Dated): boolean =>
  (a.from === undefined || b.to === undefined || a.from < b.to) &&
  (b.from === undefined || a.to === undefined || b.from < a.to);

/** Of what only one can hold at a time, the entries that hold beside an earlier one. */
const rivals = <Entry extends Dated>(kind: string, facts: readonly Entry[], of: (entry: Entry) => string): Fault[] =>
  facts.flatMap((fact, index) => {
    const first = facts.slice(0, index).findIndex((other) => of(other) === of(fact) && overlap(other, fact));
    return first < 0 ? [] : [{ keys: [kind, index], message: `holds at the same time as entry ${first}` }];
  });

function unknown(keys: readonly PropertyKey[], what: string, word: string, known: readonly string[]): Fault[] {
  if (known.includes(word)) return [];
  const hint = nearest(word, known);
  const message = `no ${what} ${word}${hint ? `; did you mean ${hint}?` : ` (known: ${known.join(', ') || 'none'})`}`;
  return [{ keys, message }];
}

function contractFaults(file: SiteFile): Fault[] {
  const generators = file.devices.filter(({ point }) => point === 'Mg').map(({ id }) => id);
  return file.supply_contracts.flatMap(({ kind, mw, meter }, index): Fault[] => {
    const at = (key: string): PropertyKey[] => ['supply_contracts', index, key];
    if (kind === 'ppa')
      return [
        ...(mw === undefined ? [{ keys: at('mw'), message: 'is missing: what a `ppa` delivers' }] : []),
        ...(meter === undefined ? [] : [{ keys: at('meter'), message: 'is of `onsite` contracts only' }]),
      ];
    if (mw !== undefined) return [{ keys: at('mw'), message: 'is of `ppa` contracts only: name the meter' }];
    if (meter === undefined) return [{ keys: at('meter'), message: 'is missing: a meter at Mg counts what is made' }];
    return unknown(at('meter'), 'meter at Mg', meter, generators);
  });
}

/** Average and marginal losses do not add up: entries that are of another basis than the first. */
const ofOtherBasis = ({ loss_factors: factors }: SiteFile): Fault[] =>
  factors.flatMap(({ basis }, index) =>
    basis === factors[0]?.basis
      ? []
      : [
          {
            keys: ['loss_factors', index, 'basis'],
            message: `is not that of entry 0 (${factors[0]?.basis}): they do not add up`,
          },
        ],
  );

/** Dated factors of the grid under `market`, as they are listed. */
export const marketFactors = ({ market: { carbon_g_per_kwh: given } }: SiteFile): Exclude<typeof given, number> =>
  typeof given === 'number' ? undefined : given;

/** Faults of what a site file says of its energy, its carbon and its cooling. */
export function facilityFaults(file: SiteFile): Fault[] {
  const halls = file.halls.map(({ id }) => id);
  const loops = [
    ...new Set([...file.halls, ...file.devices].flatMap(({ loop }) => (loop === undefined ? [] : [loop]))),
  ];
  const loopsOf = (kind: 'heat_reuse' | 'thermal_bands'): Fault[] =>
    file[kind].flatMap(({ loop }, index) =>
      loop === undefined ? [] : unknown([kind, index, 'loop'], 'cooling loop', loop, loops),
    );
  return [
    ...unbounded('certificates', file.certificates),
    ...unbounded('methane_abatement', file.methane_abatement),
    ...contractFaults(file),
    ...loopsOf('heat_reuse'),
    ...loopsOf('thermal_bands'),
    ...file.compute_shares.flatMap(({ hall }, index) =>
      unknown(['compute_shares', index, 'hall'], 'hall', hall, halls),
    ),
    ...rivals('carbon_factors', file.carbon_factors, ({ method }) => method),
    ...rivals('compute_shares', file.compute_shares, ({ hall }) => hall),
    ...rivals('design_pue', file.design_pue, () => ''),
    ...rivals('grid_mix', file.grid_mix, () => ''),
    ...ofOtherBasis(file),
    ...rivals('loss_factors', file.loss_factors, () => ''),
    ...rivals('heat_reuse', file.heat_reuse, ({ loop }) => loop),
    ...rivals('thermal_bands', file.thermal_bands, ({ loop = '' }) => loop),
    ...rivals('water_factors', file.water_factors, () => ''),
  ];
}
