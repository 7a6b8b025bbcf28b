import type { Facts } from '#register';
import { unionMs } from '#runtime';
import { accrued, accruedHourly, type Held, heldIn } from './accrual.ts';
import { total } from './apportion.ts';
import type { Bucket } from './bucket.ts';

type Payment = Facts['payments'][number];

/** What programmes paid in a bucket, in units of 10^-12, and the time in which the register says what was awarded. */
export interface Payments {
  readonly ancillary: { readonly revenue: bigint; readonly ms: number };
  readonly ers: { readonly revenue: bigint; readonly ms: number };
  /** Whatever is booked as a lower cost of power, of all programmes. */
  readonly credit: bigint;
}

const paid = ({ fact, from, to }: Held<Payment>): bigint =>
  accruedHourly(fact.mw * fact.per_mw_h * fact.availability, { from, to }) +
  accrued(fact.deployment, { from, to }, fact);

/** A payment is revenue or a lower cost, as it is booked, and never both. */
export function paymentsOf(bucket: Bucket, payments: readonly Payment[]): Payments {
  const held = heldIn(payments, bucket);
  const booked = (as: Payment['booked']): Held<Payment>[] => held.filter(({ fact }) => fact.booked === as);
  const of = (programme: Payment['programme']) => ({
    revenue: total(
      booked('revenue')
        .filter(({ fact }) => fact.programme === programme)
        .map(paid),
    ),
    ms: unionMs(held.filter(({ fact }) => fact.programme === programme)),
  });
  return { ancillary: of('ancillary'), ers: of('ers'), credit: total(booked('cost').map(paid)) };
}
