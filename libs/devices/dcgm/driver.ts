import type { Driver } from '../device.ts';
import { askExposition } from '../prometheus/ask.ts';
import type { Exposition } from '../prometheus/parse.ts';
import { normalise } from './normalise.ts';

/** GPU hosts with NVIDIA's dcgm-exporter. */
export const dcgm: Driver<Exposition> = { kind: 'dcgm', ask: askExposition, normalise };
