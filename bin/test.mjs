// Runs the tests, two files at a time: what is quick, what starts an engine or a broker, and what starts whole sites.
// `npm test -- PATH…` runs only what matches. Leaves the counts in .cache/test-result.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
mkdirSync('.cache', { recursive: true });
const result = join('.cache', 'test-result.json');
rmSync(result, { force: true });

const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const isCi = process.env.CI === 'true';
const stores = '/test/integration/|/test/contract/(store|stream)/';
const sites = '/test/e2e/';
const chosen = process.argv.slice(2);
const runs =
  chosen.length > 0
    ? [['chosen', ['--runInBand', ...chosen]]]
    : [
        ['unit and contract', [`--testPathIgnorePatterns=${stores}|${sites}`, '/node_modules/', '--maxWorkers=2']],
        ['integration', [`--testPathPatterns=${stores}`, '--maxWorkers=2']],
        ['end to end', [`--testPathPatterns=${sites}`, '--maxWorkers=2']],
      ];

const total = { passed: 0, failed: 0, skipped: 0 };
let status = 0;
for (const [name, args] of runs) {
  process.stderr.write(`tests: ${name} …\n`);
  const output = join('.cache', 'jest-output.json');
  rmSync(output, { force: true });
  const run = spawnSync(
    process.execPath,
    [...jest, ...args, '--json', `--outputFile=${output}`, ...(isCi ? ['--ci'] : []), '--forceExit'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      // Engines run in the tests' own processes: each statement holds a thread, and whatever else needs one must not wait for a statement.
      env: { UV_THREADPOOL_SIZE: '12', ...process.env },
      timeout: 50 * 60_000,
      killSignal: 'SIGKILL',
    },
  );
  if (run.status !== 0) status = 1;
  try {
    const counts = JSON.parse(readFileSync(output, 'utf8'));
    total.passed += counts.numPassedTests;
    // A suite that could not even start has no test that failed.
    total.failed += counts.numFailedTests + counts.numRuntimeErrorTestSuites;
    total.skipped += counts.numPendingTests + counts.numTodoTests;
  } catch {
    process.stderr.write(`tests: ${name} ended without a result (${run.signal ?? run.status})\n`);
    total.failed++;
    status = 1;
  }
}
writeFileSync(result, JSON.stringify(total));
process.stdout.write(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(status);
