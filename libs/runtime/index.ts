export { type Clock, ManualClock, systemClock } from './clock.ts';
export { childEnvironment, readConfig, secretFromEnvironment } from './config.ts';
export { type ErrorCode, errorCodes, InvalidMessage, messageOf, PipelineError, Retriable } from './errors.ts';
export { createLogger, type Logger, silentLogger } from './log.ts';
export { connectionFile, projectPath } from './paths.ts';
export { stopOnSignal, type Stoppable } from './shutdown.ts';
