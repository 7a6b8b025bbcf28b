import { noParameters } from './parameters.ts';
import { namesShape, numbersShape, registrySchemaShape, registryVersionShape } from './shapes.ts';

const registry = { parameters: noParameters, media: ['application/vnd.schemaregistry.v1+json'] } as const;
const subject = { subject: '`<topic>-value`' };

/** The paths of Confluent's schema registry. */
export const registryRoutes = [
  { path: '/schemas/types', summary: 'Kinds of schemas (schema registry).', ...registry, answer: namesShape },
  {
    path: '/schemas/ids/{id}',
    summary: 'A schema by the id in messages (schema registry).',
    ...registry,
    names: { id: 'Schema id' },
    answer: registrySchemaShape,
  },
  { path: '/subjects', summary: 'Subjects (schema registry).', ...registry, answer: namesShape },
  {
    path: '/subjects/{subject}/versions',
    summary: 'Versions of a subject (schema registry).',
    ...registry,
    names: subject,
    answer: numbersShape,
  },
  {
    path: '/subjects/{subject}/versions/{version}',
    summary: 'A version of a subject (schema registry).',
    ...registry,
    names: { ...subject, version: 'A number, or `latest`' },
    answer: registryVersionShape,
  },
] as const;
