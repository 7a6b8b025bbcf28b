/** A unit as powers of its atoms: `J/{hash}` is J¹ {hash}⁻¹. Money atoms are alike here; whether two currencies agree is known at run time only. */
type Powers = ReadonlyMap<string, number>;

const moneyAtoms = new Set(['{currency}', '{USD}']);
/** Derived units that the catalogue uses, in terms of others. */
const derivedAtoms: Readonly<Record<string, string>> = { W: 'J/s' };

function add(powers: Map<string, number>, atom: string, power: number): void {
  const total = (powers.get(atom) ?? 0) + power;
  if (total === 0) powers.delete(atom);
  else powers.set(atom, total);
}

/** Reads the part of UCUM that the catalogue uses: atoms joined by `.`, then at most one `/`. Throws on an empty atom. */
function parse(unit: string): Powers {
  const powers = new Map<string, number>();
  unit.split('/').forEach((part, index) => {
    for (const atom of part.split('.')) {
      if (atom === '') throw new Error(`${unit} is not a unit`);
      if (atom === '1') continue;
      const sign = index === 0 ? 1 : -1;
      const inner = derivedAtoms[atom];
      if (inner === undefined) add(powers, moneyAtoms.has(atom) ? '{money}' : atom, sign);
      else for (const [base, power] of parse(inner)) add(powers, base, power * sign);
    }
  });
  return powers;
}

function print(powers: Powers): string {
  const side = (sign: number): string =>
    [...powers]
      .filter(([, power]) => power * sign > 0)
      .flatMap(([atom, power]) => Array.from({ length: Math.abs(power) }, () => atom))
      .sort()
      .join('.');
  const below = side(-1);
  return (side(1) || '1') + (below === '' ? '' : `/${below}`);
}

/** One spelling for all ways to write a unit. */
export const canonicalUnit = (unit: string): string => print(parse(unit));

function combine(a: string, b: string, sign: 1 | -1): string {
  const powers = new Map(parse(a));
  for (const [atom, power] of parse(b)) add(powers, atom, power * sign);
  return print(powers);
}

/** The unit of a quotient: `J` ÷ `{hash}` is `J/{hash}`, in canonical spelling. */
export const quotientUnit = (numerator: string, denominator: string): string => combine(numerator, denominator, -1);

/** The unit of a product, in canonical spelling. */
export const productUnit = (a: string, b: string): string => combine(a, b, 1);
