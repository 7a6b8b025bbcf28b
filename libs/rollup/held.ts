/** A promise that is awaited later: until then its failure is nobody's. */
export function held<Value>(promise: Promise<Value> | undefined): Promise<Value | undefined> {
  promise?.catch(() => undefined);
  return promise ?? Promise.resolve(undefined);
}
