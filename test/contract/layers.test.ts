import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectPath } from '#runtime';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** Runs dependency-cruiser with the project's rules over a tree and returns what it reports. */
async function violationsIn(root: string): Promise<Violation[]> {
  const cruiser = projectPath('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'apps', 'libs'];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64e6 }, (error, stdout, stderr) =>
      stdout ? resolve(stdout) : reject(error ?? new Error(stderr)),
    );
  });
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}

const libs = [
  'runtime',
  'contracts',
  'catalogue',
  'stream',
  'store',
  'metering',
  'register',
  'market',
  'devices',
  'load',
  'rollup',
  'kpi',
  'alerting',
  'alert-store',
];

/** Planted file → what it imports and the rule that must report it. */
const planted: readonly { file: string; imports: string; rule: string }[] = [
  { file: 'libs/stream/peer.ts', imports: '#store', rule: 'libs-stream-imports' },
  { file: 'libs/metering/upward.ts', imports: '#devices', rule: 'libs-metering-imports' },
  { file: 'libs/runtime/upward.ts', imports: '#catalogue', rule: 'libs-runtime-imports' },
  { file: 'libs/kpi/sideways.ts', imports: '#load', rule: 'libs-kpi-imports' },
  { file: 'libs/alerting/store.ts', imports: '#store', rule: 'libs-alerting-imports' },
  { file: 'libs/alert-store/kpi.ts', imports: '#kpi', rule: 'libs-alert-store-imports' },
  { file: 'apps/collector/store.ts', imports: '#store', rule: 'apps-collector-imports' },
  { file: 'apps/api/load.ts', imports: '#load', rule: 'apps-api-imports' },
  { file: 'apps/api/other.ts', imports: '../collector/index.ts', rule: 'apps-are-islands' },
  { file: 'libs/load/app.ts', imports: '../../apps/collector/index.ts', rule: 'libs-import-no-app' },
  { file: 'libs/load/deep.ts', imports: '../store/inside.ts', rule: 'front-door-only' },
  { file: 'libs/stream/kafkajs.ts', imports: 'kafkajs', rule: 'kafkajs-at-home' },
  { file: 'libs/kpi/client.ts', imports: '@clickhouse/client', rule: 'clickhouse-client-at-home' },
  { file: 'libs/store/chdb.ts', imports: 'chdb', rule: 'chdb-at-home' },
  { file: 'libs/kpi/nest.ts', imports: '@nestjs/common', rule: 'nest-in-apps' },
  { file: 'libs/store/circle-back.ts', imports: './circle.ts', rule: 'no-cycles' },
];

describe('the layer rules', () => {
  let root = '';
  const plant = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'coload-layers-'));
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
      await cp(projectPath(file), join(root, file));
    await symlink(projectPath('node_modules'), join(root, 'node_modules'));
    for (const lib of libs) await plant(`libs/${lib}/index.ts`, 'export const here = 1;\n');
    await plant('apps/collector/index.ts', 'export const here = 1;\n');
    await plant('libs/store/inside.ts', 'export const inside = 1;\n');
    await plant('libs/store/circle.ts', "import './circle-back.ts';\n");
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test('let a tree without violations pass, and report every planted one by its own rule', async () => {
    expect(await violationsIn(root)).toEqual([]);
    for (const { file, imports } of planted) await plant(file, `import '${imports}';\n`);
    const found = (await violationsIn(root)).map(({ from, rule }) => `${from} ${rule.name}`);
    for (const { file, rule } of planted) expect(found).toContain(`${file} ${rule}`);
  });

  test('hold for the project itself', async () => {
    const found = (await violationsIn(projectPath())).map(({ from, rule }) => `${from} ${rule.name}`);
    expect(found).toEqual([]);
  });
});
