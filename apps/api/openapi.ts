import { z } from 'zod';
import { reportFormats } from '#report';
import { groupBy } from '#runtime';
import { fileMedia } from '#tables';
import { analystRoutes } from './analyst-routes.ts';
import { alertsShape, rulesShape, silenceBody, silenceShape, silencesShape, toldAlertsShape } from './alert-shapes.ts';
import { attributionShape } from './attribution-shapes.ts';
import { balanceShape } from './balance-shapes.ts';
import { explanationShape } from './explanation-shapes.ts';
import { eventRoutes } from './event-routes.ts';
import {
  alertHistoryParameters,
  alertParameters,
  attributionParameters,
  balanceParameters,
  claimParameters,
  claimsParameters,
  deviceParameters,
  explainParameters,
  noParameters,
  queryParameters,
  readingParameters,
  reconciliationParameters,
  reportParameters,
  reportsParameters,
  restatementParameters,
} from './parameters.ts';
import { lagProfileRoute } from './lag-profile.ts';
import { problemShape } from './problem.ts';
import { registerRoutes } from './register-shapes.ts';
import { registryRoutes } from './registry-routes.ts';
import type { Route } from './route.ts';
import {
  claimsShape,
  devicesShape,
  healthShape,
  metricsShape,
  readingsShape,
  reconciliationsShape,
  reportShape,
  reportsShape,
  sitesShape,
} from './shapes.ts';
import { queryShape, restatementsShape } from './value-shapes.ts';
import { verdictsRoute } from './verdicts.ts';

/** Every route: path, parameters, answer. The document is made from it, and a test holds it against what the server serves. */
export const routes: readonly Route[] = [
  { path: '/v1/metrics', summary: 'The dictionary of metrics.', parameters: noParameters, answer: metricsShape },
  {
    path: '/v1/query',
    summary: 'Values of metrics over a window, by dimensions and time.',
    parameters: queryParameters,
    answer: queryShape,
    media: ['application/json', ...fileMedia],
  },
  {
    path: '/v1/explain',
    summary: 'One value down to its devices, readings, prices and the log that they came from.',
    parameters: explainParameters,
    answer: explanationShape,
  },
  {
    path: '/v1/claims',
    summary: 'The scorecard: every claim of the thesis against what was measured.',
    parameters: claimsParameters,
    answer: claimsShape,
    media: ['application/json', ...fileMedia],
  },
  {
    path: '/v1/claims/{id}',
    summary: 'The readings of one claim.',
    parameters: claimParameters,
    names: { id: 'Claim, such as S2.1' },
    answer: claimsShape,
    media: ['application/json', ...fileMedia],
  },
  ...analystRoutes,
  lagProfileRoute,
  verdictsRoute,
  {
    path: '/v1/restatements',
    summary: 'Published values that have changed: what they were, what they are, since when and why.',
    parameters: restatementParameters,
    answer: restatementsShape,
  },
  {
    path: '/v1/balance',
    summary: 'What came in against what the parts count, by hall and hour, and which meter or device to doubt.',
    parameters: balanceParameters,
    answer: balanceShape,
  },
  {
    path: '/v1/attribution',
    summary: 'Energy and time of the GPU boards by tenant or job, day by day; what is left is unattributed.',
    parameters: attributionParameters,
    answer: attributionShape,
  },
  {
    path: '/v1/metrics.prom',
    summary: 'Every metric of every site in the last whole quarter of an hour, but statistics of days, for Prometheus.',
    parameters: noParameters,
    answer: 'text',
    media: ['text/plain'],
  },
  { path: '/v1/sites', summary: 'The sites, as registered.', parameters: noParameters, answer: sitesShape },
  {
    path: '/v1/devices',
    summary: 'The devices: what is expected, what reports, and why not.',
    parameters: deviceParameters,
    answer: devicesShape,
  },
  {
    path: '/v1/devices/{id}/readings',
    summary: 'The readings of a device, newest first, by pages.',
    parameters: readingParameters,
    names: { id: 'Device; a slash in it is written %2F' },
    answer: readingsShape,
  },
  {
    path: '/v1/reconciliations',
    summary: 'Whether what is stored is what was measured, as `coload reconcile` found it.',
    parameters: reconciliationParameters,
    answer: reconciliationsShape,
  },
  {
    path: '/v1/alerts',
    summary: 'Alerts that fire or are pending, or stand as asked.',
    parameters: alertParameters,
    answer: alertsShape,
  },
  {
    path: '/v1/alerts/history',
    summary: 'What was to be told of alerts, newest first, and which channels were.',
    parameters: alertHistoryParameters,
    answer: toldAlertsShape,
  },
  {
    path: '/v1/alerts/rules',
    summary: 'The rules that the scheduler judges by.',
    parameters: noParameters,
    answer: rulesShape,
  },
  {
    path: '/v1/alerts/stream',
    summary: 'Changes of alerts as they come, each an `Alert`; goes on after the event of `Last-Event-ID`.',
    parameters: noParameters,
    answer: 'text',
    media: ['text/event-stream'],
  },
  {
    path: '/v1/alerts/silences',
    summary: 'Silences that are in force.',
    parameters: noParameters,
    answer: silencesShape,
  },
  {
    method: 'post',
    path: '/v1/alerts/silences',
    summary: 'Keeps matching alerts quiet for a while.',
    parameters: noParameters,
    body: silenceBody,
    answer: silenceShape,
  },
  {
    method: 'delete',
    path: '/v1/alerts/silences/{id}',
    summary: 'Ends a silence now.',
    parameters: noParameters,
    names: { id: 'Id of the silence' },
    answer: silenceShape,
  },
  ...eventRoutes,
  {
    path: '/v1/reports',
    summary: 'Reports that were issued, newest first, and which channels have got them.',
    parameters: reportsParameters,
    answer: reportsShape,
  },
  {
    path: '/v1/reports/{name}/{period}',
    summary: 'A report as it was issued.',
    parameters: reportParameters,
    names: {
      name: 'Report, such as monthly_investor, or the name that the schedule has given it',
      period: 'Day or month, such as 2026-10',
    },
    answer: reportShape,
    media: Object.values(reportFormats).map(({ media }) => media.replace(/;.*/, '')),
  },
  ...registerRoutes,
  ...registryRoutes,
  { path: '/healthz', summary: 'The process is alive.', parameters: noParameters, answer: healthShape },
  { path: '/readyz', summary: 'The store answers.', parameters: noParameters, answer: healthShape },
  {
    path: '/metrics',
    summary: 'What the api counts of itself, for Prometheus.',
    parameters: noParameters,
    answer: 'text',
    media: ['text/plain'],
  },
  {
    path: '/openapi.json',
    summary: 'This document.',
    parameters: noParameters,
    answer: z.record(z.string(), z.unknown()),
  },
];

type Json = Readonly<Record<string, unknown>>;

function schemaOf(shape: z.ZodType): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return schema;
}

const reference = (shape: z.ZodType): Json => {
  const id = shape.meta()?.id;
  return id === undefined ? schemaOf(shape) : { $ref: `#/components/schemas/${id}` };
};

function queryOf(parameters: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(parameters, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === 'object' ? schema : {};
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

/** The shape of an answer as a media type: of JSON its own; OpenAPI describes a file that is not text by no schema at all. */
function schemaAs(type: string, answer: Route['answer']): Json {
  if (answer === 'text' || type.startsWith('text/')) return { type: 'string' };
  return type.endsWith('json') ? reference(answer) : {};
}

const requestContent = (body: z.ZodType, isCsvToo: boolean | undefined): Json => ({
  'application/json': { schema: reference(body) },
  ...(isCsvToo && { 'text/csv': { schema: { type: 'string' } } }),
});

function operationOf(route: Route): Json {
  const { answer, media = ['application/json'] } = route;
  const content = Object.fromEntries(media.map((type) => [type, { schema: schemaAs(type, answer) }]));
  const path = Object.entries(route.names ?? {}).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
  }));
  return {
    summary: route.summary,
    operationId: [...(route.method ? [route.method] : []), ...route.path.split(/[^a-z0-9]+/i).filter(Boolean)].join(
      '_',
    ),
    parameters: [...path, ...queryOf(route.parameters)],
    ...(route.body && {
      requestBody: { required: true, content: requestContent(route.body, route.isCsvToo) },
    }),
    responses: {
      [route.method === 'post' ? 201 : 200]: { description: 'The answer.', content },
      default: {
        description: 'A refusal, naming the parameter.',
        content: { 'application/problem+json': { schema: reference(problemShape) } },
      },
    },
  };
}

function componentsOf(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The OpenAPI 3.1 document, made from the same shapes that requests are parsed with. */
export const openApiDocument = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Coload',
    version: '1',
    description:
      'What a compute site does with its energy. A bucket belongs to the window that it starts in; hours, days and months are of site time.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: 'http://127.0.0.1:8080' }],
  paths: Object.fromEntries(
    [...groupBy(routes, ({ path }) => path)].map(([path, alike]) => [
      path,
      Object.fromEntries(alike.map((route) => [route.method ?? 'get', operationOf(route)])),
    ]),
  ),
  components: { schemas: componentsOf() },
});
