// Writes libs/catalogue/generated/metrics.ts from the listing of libs/catalogue/metrics, and builds again when it changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const target = 'libs/catalogue/generated/metrics.ts';
const files = readdirSync('libs/catalogue/metrics')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length))
  .sort();
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const id = (name) => name.replaceAll('-', '_');

const text = `// Generated from libs/catalogue/metrics by \`npm run generate\`; do not edit.
${files.map((name) => `import { metric as ${camel(name)} } from '../metrics/${name}.ts';`).join('\n')}
import type { Metric } from '../metric.ts';

/** Every metric, by id. */
export const metrics = {
${files.map((name) => `  ${id(name)}: ${camel(name)},`).join('\n')}
} as const satisfies Record<string, Metric>;
`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  mkdirSync('libs/catalogue/generated', { recursive: true });
  writeFileSync(target, text);
  const { status } = spawnSync(process.execPath, ['node_modules/typescript-native/bin/tsc', '-b'], {
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = status ?? 1;
}
