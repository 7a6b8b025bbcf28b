/** Every error code of Coload, each with what the operator should do. `docs/errors.md` is generated from it. */
export const errorCodes = {
  CONFIG_INVALID: 'Correct the named keys; every fault of the file is listed.',
  DEVICE_TIMEOUT: 'The device did not answer in time: check its network, or raise `timeout_ms` for it.',
  DEVICE_UNREACHABLE: 'The connection was refused or reset: check address, port and power of the device.',
  DEVICE_LOGIN: 'The device refused the login: check `username` and `password` of the device.',
  DEVICE_ANSWER:
    'The device answered something that its protocol does not allow: see the message; check kind and firmware.',
  FEED_ANSWER:
    'The market feed answered something that cannot be used: see the message; the last good value stays in force.',
  MESSAGE_INVALID: 'The message can never be loaded; it is in the dead letters with this reason.',
  SCHEMA_UNKNOWN: 'The schema id is not registered: deploy the schemas or correct SCHEMA_REGISTRY_URL.',
  SPOOL_UNAVAILABLE:
    'The collector cannot write to COLLECTOR_DIR: make room on its disk, or mend it. What was recorded stays; the next poll that is recorded covers the time since.',
  STREAM_UNAVAILABLE: 'The stream does not answer: check KAFKA_BROKERS, or the disk of the embedded log.',
  STREAM_LOST: 'The log is not the one that was loaded before: see `coload stream adopt`.',
  STORE_UNAVAILABLE: 'The store does not answer: check CLICKHOUSE_URL and the engine process.',
  STORE_REFUSED: 'The store refused the statement: see the message; it will not succeed when repeated.',
  STORE_UNKNOWN: 'The outcome of an insert is unknown; it is looked up before anything is repeated.',
  STORE_LOCKED: 'Another process has the data directory: stop it, or choose another directory.',
  PROCESS_FAILED: 'A process of this machine did not start: see its last words.',
  PORT_TAKEN: 'The port is in use: stop the process that has it, or choose another port.',
  OWNER_LOST: 'Another processor has taken the partition over; this one stops writing to it.',
  DEAD_LETTER_LIMIT: 'Most messages of the partition are bad: find the producer before resuming.',
  QUERY_INVALID: 'Correct the named parameter.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorOptions {
  readonly cause?: unknown;
  /** Small, printable facts: the key, device, offset … Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error class of Coload. `code` says what to do about it, the message names the key, device or line. */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The same input always fails: goes to the dead letters with its reason. */
export class InvalidMessage extends PipelineError {}

/** A repetition may succeed: back off, keep the order. */
export class Retriable extends PipelineError {}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
