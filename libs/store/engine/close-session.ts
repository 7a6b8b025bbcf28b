import { createRequire } from 'node:module';
import type { Session } from 'chdb';

interface Loader {
  loadNative(): { CloseConnection(connection: unknown): void };
}

const isLoader = (loaded: unknown): loaded is Loader =>
  typeof loaded === 'object' && loaded !== null && 'loadNative' in loaded && typeof loaded.loadNative === 'function';

function loadNative(): ReturnType<Loader['loadNative']> {
  const chdb = createRequire(import.meta.url).resolve('chdb');
  const loaded: unknown = createRequire(chdb)('./dist/loader.js');
  if (!isLoader(loaded)) throw new Error('This version of chdb loads its engine in another way');
  return loaded.loadNative();
}

const native = loadNative();

/**
 * Closes a session whose own statements are all done. The package's `close` waits until nothing runs in any session: beside one
 * long query every session that was ever opened would stay open, with a list of all before it.
 */
export function closeSession(session: Session): void {
  const { connection } = session;
  if (connection === null) return;
  session.connection = null;
  native.CloseConnection(connection);
  session.close();
}
