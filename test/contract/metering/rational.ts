/** An exact fraction; `den` is positive. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

const view = new DataView(new ArrayBuffer(8));

/** The exact value of a finite double. */
export function rational(value: number): Rational {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = Math.max(exponent, 1) - 1075;
  const num = bits >> 63n ? -mantissa : mantissa;
  return power >= 0 ? { num: num << BigInt(power), den: 1n } : { num, den: 1n << BigInt(-power) };
}

export const whole = (value: bigint): Rational => ({ num: value, den: 1n });
export const plus = (a: Rational, b: Rational): Rational => ({
  num: a.num * b.den + b.num * a.den,
  den: a.den * b.den,
});
export const minus = (a: Rational, b: Rational): Rational => plus(a, { num: -b.num, den: b.den });
export const times = (a: Rational, b: Rational): Rational => ({ num: a.num * b.num, den: a.den * b.den });
export const isLess = (a: Rational, b: Rational): boolean => a.num * b.den < b.num * a.den;

/** The nearest integer, halves up. */
export function round({ num, den }: Rational): bigint {
  const doubled = 2n * num + den;
  const quotient = doubled / (2n * den);
  return doubled % (2n * den) < 0n ? quotient - 1n : quotient;
}
