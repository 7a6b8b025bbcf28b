import type { InstanceActivity } from './poll.ts';

/** What an instance of a divided board (MIG) did in a reading. */
export interface InstanceTime {
  /** GPU_I_ID. */
  readonly id: string;
  /** Compute slices. */
  readonly slices: number;
  /** Integral of the activity of its own slices (0 to 1), ms. */
  readonly activeMs: number;
}

/** An instance as last read, with what rounding has left of its integral, thousandths of a ms. */
export interface HeldInstance extends InstanceActivity {
  readonly carry: number;
}

const nameOf = ({ id, slices }: { readonly id: string; readonly slices: number }): string => `${id}:${slices}`;

/** The instances of a poll, held until the next one; what rounding has left goes on with an instance that stays. */
export function holdInstances(
  shown: readonly InstanceActivity[] | undefined,
  before: readonly HeldInstance[] = [],
): readonly HeldInstance[] | undefined {
  const carries = new Map(before.map((held) => [nameOf(held), held.carry]));
  return shown?.map((instance) => ({ ...instance, carry: carries.get(nameOf(instance)) ?? 0 }));
}

/** Integrates what is held over `heldMs`; answers the times, and what is held with what rounding has left. */
export function integrateInstances(
  held: readonly HeldInstance[],
  heldMs: number,
): { readonly times: readonly InstanceTime[]; readonly held: readonly HeldInstance[] } {
  const parts = held.map((instance) => {
    const thousandths = Math.round(instance.active * 1000 * heldMs) + instance.carry;
    const activeMs = Math.round(thousandths / 1000);
    return { instance, activeMs, carry: thousandths - activeMs * 1000 };
  });
  return {
    times: parts.map(({ instance: { id, slices }, activeMs }) => ({ id, slices, activeMs })),
    held: parts.map(({ instance, carry }) => ({ ...instance, carry })),
  };
}

/** The times of two neighbouring readings together; an instance that only one of them has was not there in the other. */
export function mergeInstances(a: readonly InstanceTime[], b: readonly InstanceTime[]): readonly InstanceTime[] {
  const merged = new Map<string, InstanceTime>();
  for (const time of [...a, ...b]) {
    const activeMs = (merged.get(nameOf(time))?.activeMs ?? 0) + time.activeMs;
    merged.set(nameOf(time), { ...time, activeMs });
  }
  return [...merged.values()];
}
