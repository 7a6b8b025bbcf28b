import { expect, test } from '@jest/globals';
import { type DeviceTarget, driverFor } from '#devices';
import { parseSite, type SiteDevice } from '#register';
import { silentLogger } from '#runtime';
import { LabelRuns } from '../../apps/collector/label-runs.ts';
import type { FeedRows } from '../../apps/collector/recorder.ts';
import { createSite, type DcgmAnswer, dcgmText } from '../../apps/simulator/index.ts';
import { parseExposition } from '../../libs/devices/prometheus/parse.ts';

const start = Date.UTC(2026, 5, 10);
const pollMs = 300_000;
const host = 'gpu-a-01';
const site = parseSite(
  `
site: { id: sim, zone: UTC }
halls: [{ id: gpu-a, workload: ai }]
devices: [{ id: ${host}, kind: dcgm, address: '127.0.0.1:1', hall: gpu-a, gpus: 2, nominal_w: 700, label_jobs: train }]
`,
  'site.yaml',
);

/** Labels of one poll after the other, as the collector tells runs by them. */
async function toldBy(pages: readonly { readonly at: number; readonly text: string }[]): Promise<FeedRows['rows']> {
  const told: FeedRows['rows'][number][] = [];
  const runs = new LabelRuns({
    progress: { read: () => undefined, keep: () => Promise.resolve() },
    record: (feeds) => {
      told.push(...feeds.flatMap(({ rows }) => rows));
      return Promise.resolve({} as never);
    },
    onRecorded: () => undefined,
    logger: silentLogger,
  });
  const [device] = site.devices as [SiteDevice & DeviceTarget];
  for (const { at, text } of pages) {
    const { units } = driverFor('dcgm').normalise(parseExposition(text), device);
    await runs.note('sim', device, units, at);
  }
  return told;
}

interface Span {
  from: number;
  /** Infinity while it goes on. */
  to: number;
}

test('runs that the labels of an exporter tell are those of its scheduler, to a poll', async () => {
  const model = createSite({ seed: 5, site: 'sim', devices: 20, start, hasIncidents: true });
  const pages: { at: number; text: string }[] = [];
  for (let at = start; at <= start + 96 * 3_600_000; at += pollMs) {
    model.advance(at);
    const answer = model.answers(host) as DcgmAnswer | null;
    if (answer) pages.push({ at, text: dcgmText(answer) });
  }
  const scheduled = new Map<string, Span>();
  for (const row of model.jobs(start).filter(({ event_id: id }) => id.startsWith(host))) {
    const key = `${row['tenant'] as string}/${row['job'] as string}`;
    const from = Date.parse(row['started_at'] as string);
    const to = row['ended_at'] === undefined ? Infinity : Date.parse(row['ended_at'] as string);
    const known = scheduled.get(key) ?? { from, to };
    scheduled.set(key, { from: Math.min(known.from, from), to: Math.max(known.to, to) });
  }
  const labelled = new Map<string, Span>();
  for (const { row } of await toldBy(pages)) {
    expect(row).toMatchObject({ devices: `${host}/0 ${host}/1`, gpus: 2, board_share: 1, class: 'train' });
    const to = row['ended_at'] as number | undefined;
    labelled.set(row['job'] as string, { from: Number(row['started_at']), to: to ?? Infinity });
  }
  expect(scheduled.size).toBeGreaterThan(2);
  expect([...labelled.keys()]).toEqual([...scheduled.keys()]);
  for (const [job, { from, to }] of labelled) {
    const exact = scheduled.get(job) ?? { from: NaN, to: NaN };
    expect(from - exact.from).toBeLessThanOrEqual(pollMs);
    expect(to === exact.to || to - exact.to <= pollMs).toBe(true);
  }
});
