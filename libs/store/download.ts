import { Transform, type TransformCallback } from 'node:stream';

const marker = (tag: string): Buffer => Buffer.from(`\r\n__exception__\r\n${tag}\r\n`);

/**
 * Passes a result through and fails when the server breaks it off: the block by which ClickHouse ends such a result
 * (`tag` is in its header) is an error here, never data.
 */
export function withoutException(tag: string): Transform {
  const start = marker(tag);
  let kept: Buffer = Buffer.alloc(0);
  let hasFailed = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback: TransformCallback) {
      kept = Buffer.concat([kept, chunk]);
      if (hasFailed) return callback();
      const at = kept.indexOf(start);
      hasFailed = at >= 0;
      const whole = hasFailed ? at : Math.max(0, kept.length - start.length);
      this.push(kept.subarray(0, whole));
      kept = kept.subarray(whole);
      callback();
    },
    flush(callback: TransformCallback) {
      if (!hasFailed) return callback(null, kept);
      callback(new Error(kept.subarray(start.length).toString('utf8').split(`\n`)[0]));
    },
  });
}
