import { parseArgs } from 'node:util';
import { readConfig } from '#runtime';
import { z } from 'zod';
import { fewestDevices } from './model/inventory.ts';

const schema = z.object({
  SIMULATOR_SEED: z.coerce.number().int().default(1).describe('Same seed, same sites'),
  SIMULATOR_DEVICES: z.coerce
    .number()
    .int()
    .min(fewestDevices)
    .max(20_000)
    .default(240)
    .describe('Devices of each site; GPU boards count one each'),
  SIMULATOR_SITES: z.coerce.number().int().min(1).max(100).default(1).describe('Number of sites'),
  SIMULATOR_ZONE: z.string().default('America/Chicago').describe('Zone of the tz database that the sites are in'),
  SIMULATOR_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('First port, of as many as there are devices; 0 takes free ones'),
  SIMULATOR_POLL_SECONDS: z.coerce.number().positive().default(5).describe('Poll period written to the site file, s'),
  SITE_FILE: z
    .string()
    .default('site.yaml')
    .describe('Where the matching site file is written; with several sites their ids are inserted'),
  LOG_LEVEL: z.string().default('info').describe('trace, debug, info, warn, error or silent'),
});

type SimulatorConfig = z.output<typeof schema>;

const flags = {
  seed: 'SIMULATOR_SEED',
  devices: 'SIMULATOR_DEVICES',
  sites: 'SIMULATOR_SITES',
  zone: 'SIMULATOR_ZONE',
  port: 'SIMULATOR_PORT',
  'poll-seconds': 'SIMULATOR_POLL_SECONDS',
  'site-file': 'SITE_FILE',
} as const;

/** Settings from the environment, with flags such as `--devices 60` on top; throws `CONFIG_INVALID`, or on an unknown flag. */
export function readSettings(args: readonly string[]): SimulatorConfig {
  const options = Object.fromEntries(Object.keys(flags).map((flag) => [flag, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...args], options, strict: true });
  const overrides: Record<string, string> = {};
  for (const [flag, variable] of Object.entries(flags)) {
    const value = values[flag];
    if (typeof value === 'string') overrides[variable] = value;
  }
  return readConfig(schema, overrides);
}
