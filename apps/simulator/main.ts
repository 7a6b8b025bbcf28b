import { writeFileSync } from 'node:fs';
import { parse } from 'node:path';
import { createLogger, messageOf, stopOnSignal, systemClock } from '#runtime';
import { stringify } from 'yaml';
import { readSettings } from './config.ts';
import { createSite } from './model/site.ts';
import { type RunningSite, startSimulator } from './simulator.ts';

/** `site.yaml` for one site; `site.sim-2.yaml` and so on for several. */
function pathOf(path: string, site: string, sites: number): string {
  if (sites === 1) return path;
  const { dir, name, ext } = parse(path);
  return `${dir === '' ? '' : `${dir}/`}${name}.${site}${ext}`;
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  const logger = createLogger('simulator', settings.LOG_LEVEL);
  const start = systemClock.now();
  const models = Array.from({ length: settings.SIMULATOR_SITES }, (_, index) =>
    createSite({
      seed: settings.SIMULATOR_SEED,
      site: `sim-${index + 1}`,
      devices: settings.SIMULATOR_DEVICES,
      start,
      zone: settings.SIMULATOR_ZONE,
    }),
  );
  const simulator = await startSimulator({
    models,
    port: settings.SIMULATOR_PORT,
    pollSeconds: settings.SIMULATOR_POLL_SECONDS,
  });
  stopOnSignal(simulator, logger);
  const written = simulator.sites.map(({ model, addresses, file }: RunningSite) => {
    const path = pathOf(settings.SITE_FILE, model.site, models.length);
    writeFileSync(path, stringify(file, { lineWidth: 0 }));
    const { chainUrl, powerUrl, carbonUrl, gpuUrl, dispatchUrl } = addresses;
    return {
      site: model.site,
      file: path,
      addresses: Object.keys(addresses.devices).length,
      chainUrl,
      powerUrl,
      carbonUrl,
      gpuUrl,
      dispatchUrl,
    };
  });
  process.stdout.write(
    `${JSON.stringify({ ready: true, app: 'simulator', url: simulator.controlUrl, sites: written })}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`simulator: ${messageOf(error)}\n`);
  process.exitCode = 2;
});
