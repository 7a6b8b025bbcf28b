import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { reportDocument } from '#report';
import { type Deliver, deliveryTo, filesOf } from '../../../apps/scheduler/channels/index.ts';
import { parseSchedule } from '../../../apps/scheduler/schedule-file.ts';
import { issue } from '../../support/issue.ts';
import { type BucketServer, startBucket } from './bucket.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const key = { id: 'AKIDEXAMPLE', secret: 'storage-secret', region: 'eu-central-1' };
const hookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const secrets: Readonly<Record<string, string>> = { KEY_ID: key.id, KEY_SECRET: key.secret, HOOK_SECRET: hookSecret };
const now = Date.now();
const parcel = {
  name: 'board',
  subject: 'Monthly operating figures (board), 2026-10',
  issue,
  files: () => filesOf(issue),
};

let bucket: BucketServer;
let receiver: Receiver;
let folder: string;

beforeAll(async () => {
  bucket = await startBucket(key);
  receiver = await startReceiver();
});
afterAll(async () => {
  await bucket?.stop();
  await receiver?.stop();
});
beforeEach(() => {
  bucket.clear();
  receiver.clear();
  folder = mkdtempSync(join(tmpdir(), 'coload-channels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** How a channel, declared in a schedule, takes reports. */
function delivery(declared: string, given = secrets): Deliver {
  const yaml = `channels: [${declared}]\nreports: [{ report: monthly_investor, channels: [c] }]\n`;
  const [channel] = parseSchedule(yaml, 'schedule.yaml').channels;
  const deliver = channel && deliveryTo(channel, (name) => given[name] ?? '');
  if (!deliver) throw new Error('takes no reports');
  return deliver;
}

const toBucket = (given?: Readonly<Record<string, string>>): Deliver =>
  delivery(
    `{ id: c, kind: s3, url: '${bucket.url}/coload', region: ${key.region}, access_key_env: KEY_ID, secret_key_env: KEY_SECRET, allow_private: true }`,
    given,
  );

test('storage that checks the signature has the same files as a folder, each with its type', async () => {
  await toBucket()(parcel, now);
  await delivery(`{ id: c, kind: folder, path: ${folder} }`)(parcel, now);
  const names = readdirSync(join(folder, 'board'));
  expect(names.toSorted()).toEqual(['csv', 'html', 'json', 'pdf', 'xlsx'].map((kind) => `2026-10.${kind}`));
  for (const name of names) {
    const stored = bucket.objects.get(`/bucket/coload/board/${name}`);
    expect(stored?.content.equals(readFileSync(join(folder, 'board', name)))).toBe(true);
  }
  expect(bucket.objects.size).toBe(names.length);
  expect(bucket.objects.get('/bucket/coload/board/2026-10.pdf')?.media).toBe('application/pdf');
});

test('what is put again is the same object', async () => {
  const deliver = toBucket();
  await deliver(parcel, now);
  const before = new Map(bucket.objects);
  await deliver(parcel, now + 60_000);
  expect(new Map(bucket.objects)).toEqual(before);
});

test('storage refuses a wrong secret, and what is told of it names neither key nor secret', async () => {
  const refused = toBucket({ ...secrets, KEY_SECRET: 'wrong-secret' })(parcel, now);
  await expect(refused).rejects.toThrow(/^answered 403 SignatureDoesNotMatch Not that way$/);
  expect(bucket.objects.size).toBe(0);
});

test('storage on a private address is not reached unless the channel allows it', async () => {
  const deliver = delivery(
    `{ id: c, kind: s3, url: '${bucket.url}', access_key_env: KEY_ID, secret_key_env: KEY_SECRET }`,
  );
  await expect(deliver(parcel, now)).rejects.toThrow('set `allow_private: true` on the channel if that is meant');
});

test('a webhook gets the whole issue, signed so that a library of others verifies it, under the same id each time', async () => {
  const deliver = delivery(
    `{ id: c, kind: webhook, url: '${receiver.url}/hook', secret_env: HOOK_SECRET, allow_private: true }`,
  );
  await deliver(parcel, now);
  await deliver(parcel, now + 60_000);
  const [first, second] = receiver.received;
  const headers = Object.fromEntries(
    Object.entries(first?.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const message = new Webhook(hookSecret).verify(first?.body ?? '', headers) as {
    type: string;
    data: { issue: unknown };
  };
  expect(message).toMatchObject({ type: 'report.issued', timestamp: issue.as_of, data: { name: 'board' } });
  expect(reportDocument.parse(message.data.issue)).toEqual(issue);
  expect(headers['webhook-id']).toBe('report-board-2026-10');
  expect(second?.headers['webhook-id']).toBe('report-board-2026-10');
  expect(second?.body).toBe(first?.body);
});

test('a webhook that refuses is told with what it answered', async () => {
  receiver.answer(500);
  const deliver = delivery(
    `{ id: c, kind: webhook, url: '${receiver.url}', secret_env: HOOK_SECRET, allow_private: true }`,
  );
  await expect(deliver(parcel, now)).rejects.toThrow('answered 500 no');
});
