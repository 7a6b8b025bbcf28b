import type { Site, SiteDevice } from '#register';
import type { PollTarget } from './poller.ts';

/** What one unit of a device is rated for, base units per second, as far as the site file says. */
export function maxRatesOf(device: SiteDevice): Readonly<Record<string, number>> {
  const { class: deviceClass, nominalW, nominalGhs } = device;
  return {
    ...(nominalW === undefined || deviceClass === 'meter' ? {} : { energy_j: nominalW }),
    ...(nominalW === undefined || deviceClass !== 'meter' ? {} : { import_j: nominalW, export_j: nominalW }),
    ...(nominalGhs === undefined ? {} : { hash_gh: nominalGhs, rate_gh: nominalGhs }),
  };
}

/** What to poll at a site and how to record it; `pollMs` overrides the file. */
export function targetsOf(site: Site, pollMs?: number): PollTarget[] {
  return site.devices.map((found) => {
    const device = pollMs === undefined ? found : { ...found, pollMs };
    const maxRates = maxRatesOf(device);
    return { device, source: { site: site.id, deviceClass: device.class, pollMs: device.pollMs, maxRates } };
  });
}
