import type { Scenario } from '../scenario.ts';
import { bothAway, storeAway, streamAway } from './away.ts';
import { onlyPoison, poison } from './bad-input.ts';
import { collectorPoints, collectorStorm } from './collector.ts';
import { collectorDiskFull, engineDiskFull } from './disk-full.ts';
import { engineStorm } from './engine-storm.ts';
import { lostStore, lostStream } from './lost-directories.ts';
import { counters, steppedClock } from './meters.ts';
import { brokerStorm, mixedStorm } from './mixed-storm.ts';
import { calendars, lateData, shuffled, twoDays, twoSchemas } from './order.ts';
import { joinLeave, sleepingOwner } from './owners.ts';
import { processorPoints } from './processor-points.ts';
import { processorStorm } from './processor-storm.ts';
import { lostResponse, slowStore } from './store-trouble.ts';

/** All of them, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  processorStorm,
  processorPoints,
  engineStorm,
  collectorStorm,
  collectorPoints,
  brokerStorm,
  mixedStorm,
  sleepingOwner,
  joinLeave,
  twoDays,
  lostResponse,
  slowStore,
  storeAway,
  streamAway,
  bothAway,
  poison,
  onlyPoison,
  lateData,
  shuffled,
  twoSchemas,
  calendars,
  lostStore,
  lostStream,
  steppedClock,
  counters,
  collectorDiskFull,
  engineDiskFull,
];
