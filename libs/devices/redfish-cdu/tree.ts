import { isRecord } from '../draft.ts';

/** A resource of the Redfish service. */
export type Resource = Readonly<Record<string, unknown>>;

/** What was read of a Redfish tree: resources by path, and why others could not be. */
export interface RedfishRaw {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly failures: Readonly<Record<string, string>>;
}

export const rootPath = '/redfish/v1/';

/** Parts of a CDU that are read: collections, whose members are read too, and single resources. */
export const collections = ['PrimaryCoolantConnectors', 'SecondaryCoolantConnectors', 'Pumps'] as const;
export const single = 'EnvironmentMetrics';

/** The path that a resource links to under a name; only paths of the service itself are followed. */
export function linkOf(resource: Resource | undefined, name: string): string | undefined {
  return pathOf(resource?.[name]);
}

function pathOf(link: unknown): string | undefined {
  const path = isRecord(link) ? link['@odata.id'] : undefined;
  return typeof path === 'string' && path.startsWith('/redfish/') && !/[\s#?]/.test(path) ? path : undefined;
}

/** The paths of a collection's members. */
export function membersOf(collection: Resource | undefined): readonly string[] {
  const members = collection?.Members;
  return Array.isArray(members) ? members.map(pathOf).filter((path) => path !== undefined) : [];
}

/** The paths of the CDUs, found from the service root. */
export function cdusOf(resources: RedfishRaw['resources']): readonly string[] {
  const equipment = linkOf(resources[rootPath], 'ThermalEquipment');
  const cdus = linkOf(resources[equipment ?? ''], 'CDUs');
  return membersOf(resources[cdus ?? '']);
}

/** What is there but gives no reading; a failed pump still shows a speed of 0. */
const silent = ['Absent', 'Disabled', 'UnavailableOffline'];

/** Whether the readings of a resource count, by its `Status.State`. */
export function isPresent(resource: Resource): boolean {
  const state = isRecord(resource.Status) ? resource.Status.State : undefined;
  return typeof state !== 'string' || !silent.includes(state);
}
