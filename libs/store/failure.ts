import { ClickHouseError } from '@clickhouse/client';
import { messageOf, PipelineError, Retriable } from '#runtime';

/** What to do about a failed statement: `details.remedy` of the store's errors. */
export type Remedy = 'retry' | 'look-up' | 'smaller-block' | 'bisect' | 'give-up';

/** The server was not able to; it did nothing. */
const retry = new Set([
  3, 107, 164, 198, 201, 202, 203, 236, 242, 243, 244, 254, 279, 285, 286, 289, 290, 297, 364, 384, 425, 1000,
]);
/** It may have been done, or may still be. */
const unknown = new Set([159, 209, 210, 319, 394, 999]);
/** The rows are at fault. */
const badRow = new Set([6, 7, 16, 20, 25, 26, 27, 33, 38, 41, 43, 44, 47, 53, 60, 72, 117, 469]);
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const tooManyParts = 252;
const memoryLimit = 241;

function remedyOf(code: number, message: string): Remedy {
  if (unknown.has(code)) return 'look-up';
  if (code === tooManyParts) return /partitions/i.test(message) ? 'smaller-block' : 'retry';
  if (code === memoryLimit) return 'smaller-block';
  if (retry.has(code)) return 'retry';
  return badRow.has(code) ? 'bisect' : 'give-up';
}

interface Attempt {
  /** A repeated read harms nobody; of a write that may have happened nobody knows. */
  readonly isWrite: boolean;
  readonly url: string;
}

function ofServer(error: ClickHouseError, { isWrite }: Attempt): PipelineError {
  const clickhouseCode = Number(error.code);
  const remedy = remedyOf(clickhouseCode, error.message);
  const details = { clickhouseCode, remedy };
  const message = `The store answered ${error.type ?? 'an error'} (${error.code}): ${error.message}`;
  if (remedy === 'look-up' && isWrite) return new PipelineError('STORE_UNKNOWN', message, { cause: error, details });
  const mayRepeat = remedy === 'retry' || remedy === 'look-up';
  if (mayRepeat)
    return new Retriable('STORE_UNAVAILABLE', message, { cause: error, details: { ...details, remedy: 'retry' } });
  return new PipelineError('STORE_REFUSED', message, { cause: error, details });
}

/**
 * The typed error of a failed statement: STORE_UNAVAILABLE (may be repeated), STORE_UNKNOWN (a write that may have happened),
 * STORE_REFUSED (will fail again); `details` holds `clickhouseCode` and `remedy`.
 */
export function storeFailure(error: unknown, attempt: Attempt): PipelineError {
  if (error instanceof PipelineError) return error;
  if (error instanceof ClickHouseError) return ofServer(error, attempt);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = `No answer from the store at ${attempt.url}: ${messageOf(error)}`;
  const isLost = attempt.isWrite && !neverSent.has(code);
  if (isLost) return new PipelineError('STORE_UNKNOWN', message, { cause: error, details: { remedy: 'look-up' } });
  return new Retriable('STORE_UNAVAILABLE', message, { cause: error, details: { remedy: 'retry' } });
}
