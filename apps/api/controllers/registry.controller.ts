import { Controller, Get, HttpException, Param, Res } from '@nestjs/common';
import type { Reply } from '../reply.ts';
import { type BatchSchema, batchSchemas, schemaById } from '#contracts';

const mediaType = 'application/vnd.schemaregistry.v1+json';

const subjectOf = (schema: BatchSchema): string => `${schema.topic}-value`;
const textOf = (schema: BatchSchema): string => JSON.stringify(schema.avro);

/** Refuses as Confluent's registry does, so that its clients understand. */
const missing = (code: number, message: string): HttpException => new HttpException({ error_code: code, message }, 404);

function versionsOf(subject: string): BatchSchema[] {
  const found = batchSchemas().filter((schema) => subjectOf(schema) === subject);
  if (found.length === 0) throw missing(40_401, `Subject '${subject}' not found.`);
  return found;
}

/** The released schemas on the paths of Confluent's schema registry, read only; subjects are `<topic>-value`. */
@Controller()
export class RegistryController {
  @Get('schemas/types')
  types(@Res({ passthrough: true }) reply: Reply): string[] {
    void reply.header('content-type', mediaType);
    return ['AVRO'];
  }

  @Get('schemas/ids/:id')
  byId(@Param('id') id: string, @Res({ passthrough: true }) reply: Reply): { schema: string } {
    const schema = /^\d+$/.test(id) ? schemaById(Number(id)) : undefined;
    if (!schema) throw missing(40_403, `Schema ${id} not found`);
    void reply.header('content-type', mediaType);
    return { schema: textOf(schema) };
  }

  @Get('subjects')
  subjects(@Res({ passthrough: true }) reply: Reply): string[] {
    void reply.header('content-type', mediaType);
    return [...new Set(batchSchemas().map(subjectOf))];
  }

  @Get('subjects/:subject/versions')
  versions(@Param('subject') subject: string, @Res({ passthrough: true }) reply: Reply): number[] {
    const found = versionsOf(subject);
    void reply.header('content-type', mediaType);
    return found.map((schema) => schema.version);
  }

  @Get('subjects/:subject/versions/:version')
  version(
    @Param('subject') subject: string,
    @Param('version') version: string,
    @Res({ passthrough: true }) reply: Reply,
  ): { subject: string; version: number; id: number; schema: string } {
    const found = versionsOf(subject);
    const schema = version === 'latest' ? found.at(-1) : found.find((one) => String(one.version) === version);
    if (!schema) throw missing(40_402, `Version ${version} not found.`);
    void reply.header('content-type', mediaType);
    return { subject, version: schema.version, id: schema.id, schema: textOf(schema) };
  }
}
