import { deviceKinds } from '#contracts';
import type { Fault } from '#runtime';
import { spanOf } from './instant.ts';
import type { SiteFile } from './schema.ts';

/** The log that says that all jobs of the hall of a host are told, while its labels tell them, and does not say that labels are meant. */
function clashOf(file: SiteFile, host: SiteFile['devices'][number]): SiteFile['job_log'][number] | undefined {
  const { zone } = file.site;
  const { from, to } = spanOf(host, zone);
  return file.job_log.find((log) => {
    const span = spanOf(log, zone);
    const isOfHall = log.hall === undefined || log.hall === host.hall;
    return log.labels !== true && isOfHall && span.from < to && span.to > from;
  });
}

/** Only exporters of GPU hosts show labels of jobs, and a run is told by them or by events: told twice it would count twice. */
export function labelFaults(file: SiteFile): Fault[] {
  return file.devices.flatMap((device, index): Fault[] => {
    if (!('label_jobs' in device) || device.label_jobs === undefined) return [];
    const fault = (message: string): Fault[] => [{ keys: ['devices', index, 'label_jobs'], message }];
    if (deviceKinds[device.kind] !== 'gpu') return fault(`${device.kind} shows no labels of jobs`);
    if (!clashOf(file, device)) return [];
    const place = device.hall === undefined ? `host ${device.id}` : `hall ${device.hall}`;
    return fault(
      `jobs of ${place} are told by events too (job_log): say \`labels: true\` there if events leave out those of ${device.id}, or leave label_jobs out here`,
    );
  });
}
