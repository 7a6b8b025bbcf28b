import { createServer } from 'node:http';
import { type Foreign, listen, type Supply } from './listen.ts';

/** Two boards; `util` in percent. The second has no energy counter. */
export const boards = [
  { uuid: 'GPU-6b3f0d51-aaaa-4c7e-9d0e-000000000001', watts: 612.5, util: 97 },
  { uuid: 'GPU-6b3f0d51-aaaa-4c7e-9d0e-000000000002', watts: 148.25, util: 35 },
] as const;
export const limitW = 700;

/** The page of an exporter of the newer names: labels in lower case, units in the names, no profiling fields. */
function page(energyMj: number): string {
  const lines = [
    '# HELP DCGM_FI_DEV_BOARD_POWER_WATTS Power usage (in W).',
    '# TYPE DCGM_FI_DEV_BOARD_POWER_WATTS gauge',
  ];
  const add = (
    name: string,
    value: (board: (typeof boards)[number], index: number) => number | string | null,
  ): void => {
    boards.forEach((board, index) => {
      const labels = `gpu="${index}", uuid="${board.uuid}", device="nvidia${index}", model_name="NVIDIA H200", hostname="rack \\"7\\"", pod=""`;
      const found = value(board, index);
      if (found !== null) lines.push(`${name}{${labels},} ${found}`);
    });
  };
  add('DCGM_FI_DEV_BOARD_POWER_WATTS', ({ watts }) => watts);
  lines.push(
    '# HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Energy (in mJ).',
    '# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter',
  );
  add('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', (_, index) => (index === 0 ? energyMj : null));
  add('DCGM_FI_DEV_BOARD_POWER_LIMIT_ENFORCED_WATTS', () => limitW);
  add('DCGM_FI_DEV_GPU_TEMP_CELSIUS', (_, index) => 61 + index);
  add('DCGM_FI_DEV_MEMORY_TEMP_CELSIUS', () => '9223372036854775794');
  add('DCGM_FI_DEV_GPU_UTIL', ({ util }) => util);
  add('DCGM_FI_DEV_FB_USED', () => 73_021);
  lines.push('go_goroutines 17', '# EOF');
  return `${lines.join('\n')}\n`;
}

/** A host's exporter. */
export const serveExporter = ({ elapsed, told }: Supply): Promise<Foreign> =>
  listen(
    createServer((request, response) => {
      if (request.url !== '/metrics') return response.writeHead(404).end('not here');
      const energyMj = Math.floor(9e12 + boards[0].watts * 1000 * elapsed());
      told('host/0', energyMj);
      return response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page(energyMj));
    }),
  );
