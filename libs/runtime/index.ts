export { type Clock, ManualClock, systemClock } from './clock.ts';
export { childEnvironment, readConfig, secretFromEnvironment } from './config.ts';
export { type CsvCell, csvOf } from './csv.ts';
export { type ErrorCode, errorCodes, InvalidMessage, messageOf, PipelineError, Retriable } from './errors.ts';
export { createLogger, type Logger, silentLogger } from './log.ts';
export { nearest } from './nearest.ts';
export { connectionFile, projectPath } from './paths.ts';
export { stopOnSignal, type Stoppable } from './shutdown.ts';
export { type Fault, faultyFile, parseYaml, readYaml, type YamlFile } from './yaml.ts';
