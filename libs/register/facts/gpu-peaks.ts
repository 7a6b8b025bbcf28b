import { z } from 'zod';
import { dtypes } from '#contracts';

/** The peak rate of a model of board, where that is not known or not as its maker tells; runs are held against what held when they began. */
export const gpuPeaks = z.strictObject({
  model: z.string().min(1).describe('`model` of the boards, as they have it in `devices`'),
  dtype: z.enum(dtypes).describe('number format of the arithmetic'),
  tflops: z.number().positive().max(1e6).describe('dense peak of one board, TFLOP/s'),
});
