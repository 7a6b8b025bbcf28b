import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';

/** How a site was dispatched: both workloads as one load, or each as if it were alone. */
export const arms = ['hybrid', 'static'] as const;
export type Arm = (typeof arms)[number];

/** A policy of dispatch in force in [from, to), UTC ms. */
export interface Policy {
  readonly arm: Arm;
  /** The hall that it is for; null for the whole site. */
  readonly hall: string | null;
  readonly from: number;
  readonly to: number;
}

const scope = { site: 'site', hall: 'hall:' } as const;

const row = z
  .object({
    policy: z.enum(arms),
    scope: z.string().refine((text) => text === scope.site || text.startsWith(scope.hall)),
    start_ms: z.coerce.number(),
    end_ms: z.coerce.number(),
  })
  .transform((each): Policy => ({
    arm: each.policy,
    hall: each.scope === scope.site ? null : each.scope.slice(scope.hall.length),
    from: each.start_ms,
    to: each.end_ms,
  }));

const statement = readFileSync(projectPath('libs/claims/sql/policies.sql'), 'utf8');

/** Reads the policies of a site and of its halls in force within [from, to), UTC seconds, in order of their start. */
export const readPolicies = (
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<Policy[]> => store.query(statement, { params, schema: row, ...(signal && { signal }) });

/** Policies as they followed one another: a later one ends the one before it, and neighbours of one arm are one. */
export function succession(policies: readonly Policy[]): Policy[] {
  const inOrder: Policy[] = [];
  for (const policy of policies.toSorted((one, other) => one.from - other.from)) {
    const before = inOrder.at(-1);
    if (before?.arm === policy.arm && before.to >= policy.from) {
      inOrder[inOrder.length - 1] = { ...before, to: Math.max(before.to, policy.to) };
      continue;
    }
    if (before) inOrder[inOrder.length - 1] = { ...before, to: Math.min(before.to, policy.from) };
    inOrder.push(policy);
  }
  return inOrder;
}

/** The parts of a policy during which each of several halls has one of its own in force. */
export function overlap(policy: Policy, halls: readonly (readonly Policy[])[]): Policy[] {
  let parts: readonly Policy[] = [policy];
  for (const spans of halls)
    parts = parts.flatMap((part) =>
      succession(spans)
        .map(({ from, to }) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }))
        .filter(({ from, to }) => from < to),
    );
  return [...parts];
}
