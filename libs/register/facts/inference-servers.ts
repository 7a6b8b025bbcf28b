import { z } from 'zod';

/** Which boards an inference server runs on: what it tells of tokens and requests is then what they served, and no job is asked for it. */
export const inferenceServers = z.strictObject({
  server: z.string().min(1).describe('id of a device of kind `inference`'),
  devices: z.array(z.string().min(1)).min(1).describe('GPU hosts, or boards of them as `host/0`, that it runs on'),
});
