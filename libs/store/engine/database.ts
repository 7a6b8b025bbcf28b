import { Session, drainPending } from 'chdb';
import { closeSession } from './close-session.ts';
import { literal } from './lexer.ts';

/** The result of a statement that was not streamed. */
export interface SmallResult {
  readonly bytes: Uint8Array;
  /** Rows as the engine reports them: of the result, or written by an INSERT of a body. */
  readonly rows: number;
}

/** The engine on one data directory. Every statement runs in a session of its own, so that nothing leaks into the next. */
export interface Database {
  /**
   * Runs `setup` and then `sql`; `tag` names the statement in `system.processes` until it is done.
   * Rejects with the engine's own words.
   */
  run(statement: { tag: string; setup: readonly string[]; sql: string; format: string }): Promise<SmallResult>;
  /** Asks the engine to give up the statement `tag`; it is done soon after. Blocks for about a millisecond. */
  kill(tag: string): void;
  /** The engine's own id of the running statement `tag`. */
  engineId(tag: string): string | undefined;
  close(): Promise<void>;
}

const marker = (tag: string): string => `/* coload ${tag} */ `;

/** Error positions count from the client's text, not from the marker before it. */
function withoutMarker(error: unknown, length: number): unknown {
  if (!(error instanceof Error)) return error;
  const shifted = error.message
    .replace(
      /(failed at position )(\d+)/,
      (_, text: string, at: string) => `${text}${Math.max(1, Number(at) - length)}`,
    )
    .replace(/(\(line 1, col )(\d+)/, (_, text: string, at: string) => `${text}${Math.max(1, Number(at) - length)}`);
  return new Error(shifted, { cause: error });
}

/**
 * Opens the engine on `path`; throws when another process has it. `maxMemory` bytes bound each statement.
 * A statement occupies a thread of libuv's pool while it runs.
 */
export function openDatabase({ path, maxMemory }: { path: string; maxMemory: number }): Database {
  // A long parameter arrives as a long SET.
  const connectionArgs = [
    `--max_memory_usage=${maxMemory}`,
    '--async_insert=0',
    // Compiling an expression to machine code takes a tenth of a second; ours run for milliseconds.
    '--compile_expressions=0',
    '--compile_aggregate_expressions=0',
    '--compile_sort_description=0',
    `--max_query_size=${64 * 1024 * 1024}`,
  ];
  const open = (): Session => new Session(path, { connectionArgs });
  // The engine lives as long as one session is open.
  const anchor = open();
  const ofTag = (tag: string): string => `startsWith(query, ${literal(marker(tag))})`;

  async function execute(
    session: Session,
    { tag, setup, sql, format }: Parameters<Database['run']>[0],
  ): Promise<SmallResult> {
    for (const statement of setup) await session.queryAsync(statement);
    const prefix = marker(tag);
    try {
      const result = await session.queryAsync(prefix + sql, { format });
      return { bytes: result.bytes(), rows: result.rowsRead };
    } catch (error) {
      throw withoutMarker(error, prefix.length);
    }
  }

  return {
    run: (statement) => {
      const session = open();
      return execute(session, statement).finally(() => closeSession(session));
    },
    kill: (tag) => {
      anchor.query(`KILL QUERY WHERE ${ofTag(tag)} ASYNC`);
    },
    engineId: (tag) =>
      anchor.query(`SELECT query_id FROM system.processes WHERE ${ofTag(tag)}`, 'TSV').trim() || undefined,
    close: async () => {
      await drainPending();
      anchor.close();
      await drainPending();
    },
  };
}
