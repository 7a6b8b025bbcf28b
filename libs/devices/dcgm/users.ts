import { groupBy } from '#runtime';
import type { BoardUser } from '../device.ts';
import type { Sample } from '../prometheus/parse.ts';
import { labelOf } from './label.ts';

type Labels = Sample['labels'];

/** Compute slices of the instances that a board is divided into, and of the whole board, by its model. */
const boardSlices = (labels: Labels): number => (/\bA30\b/.test(labelOf(labels, 'modelName') ?? '') ? 4 : 7);

/** The instance of a divided board (MIG) that labels are of. */
export const instanceOf = (labels: Labels): string | undefined => labelOf(labels, 'GPU_I_ID', 'gpu_i_id');

/** Compute slices of an instance; null for the whole board. */
export function slicesOf(labels: Labels): number | null {
  if (instanceOf(labels) === undefined) return null;
  const profile = labelOf(labels, 'GPU_I_PROFILE', 'gpu_i_profile');
  return Number(/^(\d+)g/.exec(profile ?? '')?.[1] ?? 1);
}

/** A job, and whose it is. Where a Prometheus in between has renamed labels, the plain names are those of the exporter's own pod. */
function whoOf(labels: Labels): Pick<BoardUser, 'job' | 'tenant'> | undefined {
  const pod = labelOf(labels, 'exported_pod', 'pod', 'pod_name');
  const namespace = labelOf(labels, 'exported_namespace', 'namespace', 'pod_namespace');
  const inNamespace = pod !== undefined && namespace !== undefined ? `${namespace}/${pod}` : pod;
  const job = inNamespace ?? labelOf(labels, 'exported_hpc_job', 'hpc_job');
  if (job === undefined) return undefined;
  const tenant = labelOf(labels, 'exported_tenant', 'tenant') ?? (pod === undefined ? undefined : namespace);
  return { job, ...(tenant !== undefined && { tenant }) };
}

/** Who has a board, while its samples are read: each holding once, however many samples repeat it. */
export class Users {
  readonly #holdings = new Map<string, BoardUser & { readonly instance: string | undefined }>();

  add(labels: Labels): void {
    const who = whoOf(labels);
    if (!who) return;
    const slices = slicesOf(labels);
    const share = slices === null ? 1 : Math.min(slices / boardSlices(labels), 1);
    const instance = instanceOf(labels);
    this.#holdings.set(`${instance ?? ''} ${who.job}`, { ...who, share, instance });
  }

  /** By job; instances of one job add up, to the whole board at most. */
  all(): BoardUser[] {
    return [...groupBy([...this.#holdings.values()], ({ job }) => job).values()].flatMap((holdings) => {
      const [first] = holdings;
      if (!first) return [];
      const { instance: _, ...user } = first;
      const share = Math.min(
        holdings.reduce((sum, each) => sum + each.share, 0),
        1,
      );
      const instances = holdings.flatMap(({ instance }) => instance ?? []).sort();
      return [{ ...user, share, ...(instances.length === holdings.length && { instances }) }];
    });
  }
}
