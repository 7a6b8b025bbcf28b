import { spawn } from 'node:child_process';
import { childEnvironment, projectPath } from '#runtime';

/** Runs a built entry as this command: same terminal, signals passed on, its exit code ours. */
export function launch(entry: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--enable-source-maps', projectPath('dist', entry), ...args], {
    // The channel tells the child when this process is gone, however it ended.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: childEnvironment(env),
  });
  const pass = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on('SIGTERM', pass);
  // The terminal sends SIGINT to the whole group; this process only waits for the child.
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}
