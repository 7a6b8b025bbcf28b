export { workSince } from './cgminer/normalise.ts';
export type { CgminerRaw, Command } from './cgminer/raw.ts';
export type { Answer, BoardUser, DeviceTarget, Driver, UnitAnswer } from './device.ts';
export { type Exposition, parseExposition, type Sample } from './prometheus/parse.ts';
export { driverFor, readDevice, type ReadOptions } from './read.ts';
export type { RedfishRaw } from './redfish-cdu/tree.ts';
export type { SunspecModel, SunspecRaw } from './sunspec/models.ts';
