import type { IncomingMessage } from 'node:http';
import { messageOf } from '#runtime';
import { z } from 'zod';
import type { SiteModel } from '../model/site.ts';
import { type HttpAnswer, type HttpServerOptions, notFound, startHttpServer } from './http.ts';
import type { Listener } from './listener.ts';

const device = z.string().min(1);
const spell = { at: z.number().optional(), durationMs: z.number().positive() };
const at = z.number().optional();

/** An event as JSON; without `at` it happens now. */
const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('offline'), device, cause: z.enum(['network', 'power']), ...spell }),
  z.strictObject({ kind: z.literal('reboot'), device, ...spell }),
  z.strictObject({ kind: z.literal('slow'), device, ...spell }),
  z.strictObject({ kind: z.literal('broken'), device, ...spell }),
  z.strictObject({
    kind: z.literal('curtailment'),
    scope: z.string().regex(/^(site|(hall|device):.+)$/, 'site, hall:<id> or device:<id>'),
    reason: z
      .enum([
        'economic',
        'coincident_peak',
        'ancillary',
        'emergency',
        'regulatory',
        'maintenance',
        'fault',
        'ai_request',
      ])
      .default('economic'),
    setpointW: z.number().nullable().default(null),
    ...spell,
  }),
  z.strictObject({
    kind: z.literal('job_start'),
    device,
    at,
    job: z.enum(['training', 'inference']),
    durationMs: z.number().positive().nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('online'), device, at }),
  z.strictObject({ kind: z.literal('job_stop'), device, at }),
  z.strictObject({ kind: z.literal('xid'), device, at, code: z.int().min(0) }),
  z.strictObject({ kind: z.literal('price_spike'), usdPerMwh: z.number(), ...spell }),
  z.strictObject({ kind: z.literal('warm_coolant'), device, riseC: z.number(), ...spell }),
]);

interface ControlServerOptions extends HttpServerOptions {
  readonly models: readonly SiteModel[];
  /** Brings a site up to the present. */
  readonly refresh: (model: SiteModel) => void;
}

/** For those who hold the site to its truth: `GET /sites/<id>/truth` and `POST /sites/<id>/events` with an event as JSON. */
export function startControlServer({ models, refresh, ...options }: ControlServerOptions): Promise<Listener> {
  return startHttpServer(async (url, request): Promise<HttpAnswer> => {
    const [, site, what] = /^\/sites\/([^/]+)\/(truth|events)$/.exec(url.pathname) ?? [];
    const model = models.find((candidate) => candidate.site === site);
    if (!model) return notFound;
    refresh(model);
    if (what === 'truth') return { body: model.snapshot() };
    if (request.method !== 'POST') return { status: 405, body: { error: 'events are posted' } };
    return play(model, await textOf(request));
  }, options);
}

function play(model: SiteModel, text: string): HttpAnswer {
  try {
    const event = eventSchema.parse(JSON.parse(text));
    model.play({ ...event, at: event.at ?? model.now() });
    return { status: 202, body: { accepted: event.kind } };
  } catch (error) {
    return { status: 400, body: { error: messageOf(error) } };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
