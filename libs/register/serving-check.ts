import { deviceKinds } from '#contracts';
import type { Fault } from '#runtime';
import { spanOf } from './instant.ts';
import type { SiteFile } from './schema.ts';

type Entry = SiteFile['inference_servers'][number];

const hostOf = (device: string): string => device.split('/')[0] ?? device;

/** Devices that list themselves several times, each for its time, are one. */
const named = (file: SiteFile, id: string): SiteFile['devices'] => file.devices.filter((device) => device.id === id);

function serverFaults(file: SiteFile, { server, devices }: Entry, index: number): Fault[] {
  const fault = (key: string, message: string): Fault => ({ keys: ['inference_servers', index, key], message });
  const [known] = named(file, server);
  const faults: Fault[] = [];
  if (!known) faults.push(fault('server', `no device ${server}`));
  else if (deviceKinds[known.kind] !== 'inference')
    faults.push(fault('server', `${server} is of kind ${known.kind}, not inference`));
  for (const device of devices) {
    const host = named(file, hostOf(device)).find(({ kind }) => deviceKinds[kind] === 'gpu');
    const board = device.includes('/') ? Number(device.slice(device.indexOf('/') + 1)) : 0;
    if (!host) faults.push(fault('devices', `no GPU host ${hostOf(device)}`));
    else if (!(board < (host.gpus ?? 0)))
      faults.push(fault('devices', `${hostOf(device)} has ${host.gpus} boards: no ${device}`));
  }
  return faults;
}

/** Where jobs and servers both tell what a hall served, it would count twice. */
function sourceFaults(file: SiteFile, entry: Entry, index: number): Fault[] {
  const halls = new Set(
    entry.devices.flatMap((device) => named(file, hostOf(device)).flatMap(({ hall }) => hall ?? [])),
  );
  const { zone } = file.site;
  const { from, to } = spanOf(entry, zone);
  const log = file.job_log.find((each) => {
    const span = spanOf(each, zone);
    const isOfThem = each.hall === undefined || halls.has(each.hall);
    return each.serving === 'jobs' && isOfThem && span.from < to && span.to > from;
  });
  if (!log || halls.size === 0) return [];
  const hall = log.hall ?? [...halls].join(', ');
  const message = `tokens of hall ${hall} are told by jobs too (job_log): say \`serving: servers\` there, or leave the server out here`;
  return [{ keys: ['inference_servers', index, 'server'], message }];
}

/** An inference server stands in a hall, has one service level at most, and is the only one to tell what its boards served. */
export function servingFaults(file: SiteFile): Fault[] {
  const levels = file.devices.flatMap((device, index): Fault[] => {
    if (!('address' in device)) return [];
    const { kind, slo_ttft_s: ttft, slo_e2e_s: e2e } = device;
    const fault = (key: string, message: string): Fault => ({ keys: ['devices', index, key], message });
    if (ttft !== undefined && e2e !== undefined)
      return [
        fault('slo_e2e_s', 'a server has one service level: its histograms do not tell which requests meet both'),
      ];
    if (deviceKinds[kind] === 'inference' || (ttft ?? e2e) === undefined) return [];
    return [fault(ttft === undefined ? 'slo_e2e_s' : 'slo_ttft_s', `${kind} answers no requests`)];
  });
  const servers = file.inference_servers.flatMap((entry, index) => [
    ...serverFaults(file, entry, index),
    ...sourceFaults(file, entry, index),
  ]);
  return [...levels, ...servers];
}
