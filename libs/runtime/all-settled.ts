/** Resolves to all results, or throws the first failure when none is running any more. */
export async function allSettled<Result>(running: readonly Promise<Result>[]): Promise<Result[]> {
  const settled = await Promise.allSettled(running);
  return settled.map((each) => {
    if (each.status === 'fulfilled') return each.value;
    throw each.reason;
  });
}
