import type { DeviceClass } from '#contracts';
import { loadSite } from '#register';

/** Prints what a site file declares; a wrong file is refused by `loadSite` with every fault. */
export function check(file: string, isJson: boolean): void {
  const site = loadSite(file);
  const count = (deviceClass: DeviceClass): number => site.units.filter((unit) => unit.class === deviceClass).length;
  const summary = {
    site: site.id,
    zone: site.zone,
    halls: site.halls.length,
    devices: site.devices.length,
    units: {
      asic: count('asic'),
      gpu: count('gpu'),
      cooling: count('cooling'),
      meter: count('meter'),
      inference: count('inference'),
    },
    feeds: Object.entries({ ...site.market, gpu: site.market.gpu?.price ?? null }).flatMap(([name, feed]) =>
      feed !== null && typeof feed === 'object' && 'url' in feed ? [name] : [],
    ),
  };
  if (isJson || !process.stdout.isTTY) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else {
    const { asic, gpu, cooling, meter, inference } = summary.units;
    process.stdout.write(
      `${file}: site ${site.id} (${site.zone}), ${site.halls.length} halls, ${site.devices.length} devices: ` +
        `${asic} miners, ${gpu} GPU boards, ${cooling} cooling units, ${meter} meters, ${inference} inference servers; feeds: ${summary.feeds.join(', ') || 'none'}\n`,
    );
  }
}
