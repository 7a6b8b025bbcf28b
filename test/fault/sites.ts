import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sites that the load comes from, each in a time zone of its own. */
export const sites = {
  north: 'America/Chicago',
  south: 'Europe/Berlin',
  east: 'Asia/Kolkata',
  west: 'Australia/Lord_Howe',
  plant: 'America/New_York',
} as const;
export type SiteName = keyof typeof sites;
export const siteNames = Object.keys(sites) as SiteName[];
/** Those whose batches are made up; the plant's meters are polled. */
export const madeUpSites = siteNames.filter((name) => name !== 'plant');
/** Devices of each site. */
export const devicesEach = 24;

const siteText = (site: SiteName): string => `site: { id: ${site}, zone: ${sites[site]} }
halls: [{ id: a, workload: mining }]
devices:
${Array.from(
  { length: devicesEach },
  (_, i) =>
    `  - { id: asic-${String(i).padStart(4, '0')}, kind: cgminer, address: '127.0.0.1:${4001 + i}', hall: a, nominal_ths: 200, model: S }`,
).join('\n')}
`;

/** Writes a file for each site; resolves to the setting that names them all. */
export function writeSites(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const files = madeUpSites.map((site) => {
    const file = join(directory, `${site}.yaml`);
    writeFileSync(file, siteText(site));
    return file;
  });
  return files.join(',');
}
