import type { Board, Host } from '../model/gpu.ts';
import { gpuModel } from '../model/inventory.ts';
import { jobNames } from '../model/job-log.ts';
import type { Answerer } from './answerer.ts';

/** The fields that the exporter prints, with the words it prints about them. */
const dcgmFields = {
  DCGM_FI_DEV_SM_CLOCK: ['gauge', 'SM clock frequency (in MHz).'],
  DCGM_FI_DEV_MEMORY_TEMP: ['gauge', 'Memory temperature (in C).'],
  DCGM_FI_DEV_GPU_TEMP: ['gauge', 'GPU temperature (in C).'],
  DCGM_FI_DEV_POWER_USAGE: ['gauge', 'Power draw (in W).'],
  DCGM_FI_DEV_ENFORCED_POWER_LIMIT: ['gauge', 'Enforced power limit (in W).'],
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: ['counter', 'Total energy consumption since the driver was loaded (in mJ).'],
  DCGM_FI_DEV_GPU_UTIL: ['gauge', 'GPU utilization (in %).'],
  DCGM_FI_DEV_XID_ERRORS: ['gauge', 'Value of the last XID error encountered.'],
  DCGM_FI_DEV_FB_FREE: ['gauge', 'Framebuffer memory free (in MiB).'],
  DCGM_FI_DEV_FB_USED: ['gauge', 'Framebuffer memory used (in MiB).'],
  DCGM_FI_PROF_SM_ACTIVE: ['gauge', 'Ratio of cycles in which an SM has at least one warp assigned.'],
  DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: ['gauge', 'Ratio of cycles in which the tensor pipe is active.'],
} as const satisfies Record<string, readonly [string, string]>;

type DcgmField = keyof typeof dcgmFields;

/** One board: its labels, and its samples by metric name. */
export interface DcgmBoard {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<DcgmField, number>>;
}

/** What an exporter prints, before it is text. */
export interface DcgmAnswer {
  readonly kind: 'dcgm';
  readonly boards: readonly DcgmBoard[];
}

/** Answers of one host's exporter, which may know the pod that has the boards: the job of the host, in the namespace of its tenant. */
export function dcgmAnswerer(host: Host, site: string, knowsPods: boolean): Answerer<DcgmAnswer> {
  const labels = host.boards.map((board) => labelsOf(board, `${site}-${host.id}`));
  return () => {
    const pod = knowsPods ? podOf(host, site) : undefined;
    const shown = pod ? labels.map((each) => ({ ...each, ...pod })) : labels;
    return {
      kind: 'dcgm',
      boards: host.boards.map((board, index) => ({ labels: shown[index] ?? {}, values: valuesOf(host, board) })),
    };
  };
}

/** As the exporter prints it: blank where no pod has a board. */
function podOf(host: Host, site: string): Record<string, string> {
  if (host.job === null) return { container: '', namespace: '', pod: '' };
  const { job, tenant } = jobNames(site, host, host.jobs);
  return { container: 'main', namespace: tenant, pod: job };
}

const labelsOf = (board: Board, hostname: string): Record<string, string> => ({
  gpu: String(board.index),
  UUID: board.uuid,
  pci_bus_id: `00000000:${(0x18 + board.index * 0x11).toString(16).toUpperCase()}:00.0`,
  device: `nvidia${board.index}`,
  modelName: gpuModel.name,
  Hostname: hostname,
  DCGM_FI_DRIVER_VERSION: gpuModel.driver,
});

const decimals = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

function valuesOf(host: Host, board: Board): Record<DcgmField, number> {
  const used = host.job === null ? 5 : Math.round(gpuModel.memoryMib * (host.job === 'training' ? 0.91 : 0.78));
  return {
    DCGM_FI_DEV_SM_CLOCK: board.sm === 0 ? 345 : Math.round(1980 - 0.25 * Math.max(0, board.powerW - 400)),
    DCGM_FI_DEV_MEMORY_TEMP: Math.round(board.temperatureC + 8),
    DCGM_FI_DEV_GPU_TEMP: Math.round(board.temperatureC),
    DCGM_FI_DEV_POWER_USAGE: decimals(board.powerW, 3),
    DCGM_FI_DEV_ENFORCED_POWER_LIMIT: host.limitW,
    DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: Math.round((board.totals.energyJ - board.driverLoadJ) * 1000),
    DCGM_FI_DEV_GPU_UTIL: Math.round(board.util * 100),
    DCGM_FI_DEV_XID_ERRORS: host.xid,
    DCGM_FI_DEV_FB_FREE: gpuModel.memoryMib - used,
    DCGM_FI_DEV_FB_USED: used,
    DCGM_FI_PROF_SM_ACTIVE: decimals(board.sm, 6),
    DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: decimals(board.tensor, 6),
  };
}

/** The exporter's page in the Prometheus text format. */
export function dcgmText(answer: DcgmAnswer): string {
  const labels = answer.boards.map((board) =>
    Object.entries(board.labels)
      .map(([name, value]) => `${name}="${value}"`)
      .join(','),
  );
  const lines: string[] = [];
  for (const [field, [type, help]] of Object.entries(dcgmFields)) {
    lines.push(`# HELP ${field} ${help}`, `# TYPE ${field} ${type}`);
    for (const [index, board] of answer.boards.entries()) {
      lines.push(`${field}{${labels[index] ?? ''}} ${board.values[field as DcgmField]}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
