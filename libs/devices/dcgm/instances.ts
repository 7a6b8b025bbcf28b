import type { InstanceActivity } from '#metering';
import type { Board } from './boards.ts';

/** The greatest that rounding makes of a whole. */
const most = 1.001;

/**
 * How busy each instance of a divided board is, by its graphics engine; an instance that several share repeats its value. Undefined where
 * one of them does not say so, since its part of the others is not known then.
 */
export function instancesOf({ values, instances }: Board): InstanceActivity[] | undefined {
  const found = new Map<string, InstanceActivity>();
  for (const { value, slices, instance } of values.engineActive ?? []) {
    if (instance === undefined || slices === null || !/^\d+$/.test(instance)) continue;
    if (value >= 0 && value <= most) found.set(instance, { id: instance, slices, active: Math.min(value, 1) });
  }
  return found.size > 0 && found.size === instances.size ? [...found.values()] : undefined;
}
