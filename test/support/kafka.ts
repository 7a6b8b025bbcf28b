import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openSync, readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const run = promisify(execFile);
const version = '4.1.1';
const home = join(homedir(), '.cache', 'coload', `kafka-${version}`);
const startMs = 90_000;
/** 16 bytes, as Kafka has them. */
const clusterId = Buffer.from('a broker of test').toString('base64url');
/** What lives shortly is not worth the better compiler. */
const quickly = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const stopMs = 20_000;

/** A real Apache Kafka, one node, on free ports of 127.0.0.1, with its data in a temporary directory. */
export interface KafkaBroker {
  readonly brokers: readonly string[];
  readonly pid: number;
  /** Starts it again on the same ports and data, after `kill` or `shutDown`; resolves when groups are usable. */
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM, and waits. */
  shutDown(): Promise<void>;
  /** Shuts it down and removes its data. */
  stop(): Promise<void>;
}

const works = (command: string, args: readonly string[]): Promise<boolean> =>
  run(command, [...args], { timeout: 30_000 }).then(
    () => true,
    () => false,
  );

/** Why a broker cannot be started here, or null. Tries to install what is missing where that is possible. */
export async function whyNoKafka(): Promise<string | null> {
  const find = async (): Promise<string | null> => {
    const { stderr } = await run('java', ['-version'], { timeout: 30_000 }).catch(() => ({ stderr: '' }));
    const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
    if (major < 17) return major === 0 ? 'there is no java' : `java is version ${major}, Kafka ${version} needs 17`;
    if (existsSync(join(home, 'libs')) || (await works('mvn', ['-v']))) return null;
    return 'there is no mvn to fetch it with';
  };
  const reason = await find();
  if (reason === null || process.getuid?.() !== 0) return reason;
  const install = ['install', '-y', '--no-install-recommends', 'openjdk-17-jre-headless', 'maven'];
  await run('apt-get', install, { timeout: 300_000 }).catch(() => undefined);
  return find();
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>coload</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** The broker's jars, fetched once for all clones of this machine. */
async function fetchJars(): Promise<string> {
  const jars = join(home, 'libs');
  if (existsSync(jars)) return jars;
  await mkdir(home, { recursive: true });
  const building = await mkdtemp(join(home, 'fetch-'));
  await writeFile(join(building, 'pom.xml'), pom);
  const goal = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=libs'];
  await run('mvn', goal, { cwd: building, timeout: 300_000 });
  // Whoever comes second finds the folder taken and uses it.
  await rename(join(building, 'libs'), jars).catch(async (error: unknown) => {
    if (!existsSync(jars) || (await readdir(jars)).length === 0) throw error;
  });
  await rm(building, { recursive: true, force: true });
  return jars;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

const properties = (directory: string, port: number, controllerPort: number): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${join(directory, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=false
num.network.threads=1
num.io.threads=2
message.max.bytes=12582912
replica.fetch.max.bytes=12582912
`;

/** Usable means that a group's positions can be asked for: until its coordinator has loaded, they cannot. */
async function waitUntilUsable(broker: string, log: string, isAlive: () => boolean): Promise<void> {
  const client = new kafkajs.Kafka({
    brokers: [broker],
    clientId: 'wait',
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 0 },
  });
  const deadline = performance.now() + startMs;
  for (;;) {
    const admin = client.admin();
    try {
      await admin.connect();
      await admin.listTopics();
      await admin.fetchOffsets({ groupId: 'usable' });
      return;
    } catch (error) {
      if (!isAlive() || performance.now() > deadline) {
        throw new Error(`Kafka did not start: ${String(error)}\n${readFileSync(log, 'utf8').slice(-4_000)}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

/** Starts a broker; fetches Kafka from Maven's registry if this machine has not got it yet. */
export async function startKafka(): Promise<KafkaBroker> {
  const classpath = join(await fetchJars(), '*');
  const directory = await mkdtemp(join(tmpdir(), 'coload-kafka-'));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const config = join(directory, 'server.properties');
  const log = join(directory, 'kafka.log');
  const broker = `127.0.0.1:${port}`;
  await writeFile(config, properties(directory, port, controllerPort));
  const storage = [...quickly, '-cp', classpath, 'kafka.tools.StorageTool'];
  await run('java', [...storage, 'format', '-t', clusterId, '-c', config, '--ignore-formatted']);

  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = new Promise((resolve) => ending.once('exit', resolve));
    const late = setTimeout(() => ending.kill('SIGKILL'), stopMs);
    ending.kill(signal);
    await exited;
    clearTimeout(late);
  };
  const start = async (): Promise<void> => {
    const output = openSync(log, 'a');
    const started = spawn('java', ['-Xms256m', '-Xmx512m', ...quickly, '-cp', classpath, 'kafka.Kafka', config], {
      cwd: directory,
      stdio: ['ignore', output, output],
    });
    child = started;
    const onExit = (): boolean => started.kill('SIGKILL');
    process.once('exit', onExit);
    started.once('exit', () => process.off('exit', onExit));
    await waitUntilUsable(broker, log, () => started.exitCode === null && started.signalCode === null);
  };
  const shutDown = (): Promise<void> => end('SIGTERM');
  const stop = async (): Promise<void> => {
    await shutDown();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    brokers: [broker],
    get pid() {
      return child?.pid ?? 0;
    },
    start,
    kill: () => end('SIGKILL'),
    shutDown,
    stop,
  };
}
