import type { Driver } from '../device.ts';
import { askExposition } from '../prometheus/ask.ts';
import type { Exposition } from '../prometheus/parse.ts';
import { normalise } from './normalise.ts';

/** Inference servers that show Prometheus metrics: vLLM, Triton, TGI and SGLang. */
export const inference: Driver<Exposition> = { kind: 'inference', ask: askExposition, normalise };
