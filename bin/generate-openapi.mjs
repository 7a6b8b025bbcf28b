// Writes docs/openapi.json from the shapes that the api parses requests with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '../dist/apps/api/openapi.js';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/openapi.json', `${JSON.stringify(openApiDocument(), null, 2)}\n`);
