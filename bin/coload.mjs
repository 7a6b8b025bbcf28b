#!/usr/bin/env node
// The command `coload`: builds a clone that was never built, then runs the cli.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/apps/cli/main.js', import.meta.url);
if (!existsSync(fileURLToPath(main))) (await import('./ready.mjs')).build();
await import(main.href);
