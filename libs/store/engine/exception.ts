import { messageOf } from '#runtime';

/** An error as ClickHouse words it: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
export class StoreException extends Error {
  readonly code: number;
  /** The HTTP status that ClickHouse answers with. */
  readonly status: number;

  constructor(code: number, type: string, text: string, status = statusOf(code)) {
    super(`Code: ${code}. DB::Exception: ${text}. (${type})`);
    this.name = 'StoreException';
    this.code = code;
    this.status = status;
  }
}

const statuses: Readonly<Record<number, number>> = {
  516: 403,
  497: 403,
  164: 403,
  60: 404,
  46: 404,
  47: 404,
  81: 404,
  115: 404,
  159: 408,
  202: 503,
  48: 501,
  307: 413,
  6: 400,
  26: 400,
  27: 400,
  36: 400,
  38: 400,
  41: 400,
  62: 400,
  72: 400,
  117: 400,
  456: 400,
  457: 400,
};

const statusOf = (code: number): number => statuses[code] ?? 500;

/** ClickHouse's own code for a full disk; what we write before the engine sees it, bodies of inserts, fails with the system's word for it. */
const notEnoughSpace = 243;
const fullDisk: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** The code, status and text of anything that a request threw. The engine's own text is kept; 1002 is ClickHouse's code for the unknown. */
export function describeFailure(error: unknown): { code: number; status: number; text: string } {
  if (error instanceof StoreException) return { code: error.code, status: error.status, text: error.message };
  const text = messageOf(error);
  if (error instanceof Error && 'code' in error && fullDisk.includes(error.code))
    return describeFailure(new StoreException(notEnoughSpace, 'NOT_ENOUGH_SPACE', text));
  const code = Number(/\bCode: (\d+)\./.exec(text)?.[1] ?? 1002);
  const worded =
    code === 1002
      ? `Code: 1002. DB::Exception: ${text}. (UNKNOWN_EXCEPTION)`
      : text.slice(Math.max(0, text.indexOf('Code: ')));
  return { code, status: statusOf(code), text: worded };
}
