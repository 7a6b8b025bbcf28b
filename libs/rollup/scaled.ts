import { Decimal } from 'decimal.js';

/** Amounts and their integrals are kept in units of 10^-12. */
export const decimals = 12;

/** A number in units of 10^-12, as its shortest decimal text says; further decimals are cut off. */
export const scaled = (value: number): bigint =>
  BigInt(new Decimal(value).toFixed(decimals, Decimal.ROUND_DOWN).replace('.', ''));
