import { compress, decompress } from '@mongodb-js/zstd';
import kafkajs from 'kafkajs';
import { type Logger, messageOf } from '#runtime';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const level = 3;
const sample = Buffer.from('coload '.repeat(64));

/** How appended batches are compressed. Both are read, whatever is chosen here. */
export type CodecName = 'zstd' | 'gzip' | 'none';

/**
 * Registers zstd with kafkajs and returns the codec to write with: the wanted one, or gzip where zstd does not work here,
 * which is found out now and not at the first message.
 */
export async function chooseCodec(wanted: CodecName, logger: Logger): Promise<kafkajs.CompressionTypes> {
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => compress(encoder.buffer, level),
    decompress: (buffer: Buffer) => decompress(buffer),
  });
  if (wanted === 'none') return CompressionTypes.None;
  if (wanted === 'gzip') return CompressionTypes.GZIP;
  try {
    if ((await decompress(await compress(sample, level))).equals(sample)) return CompressionTypes.ZSTD;
    logger.warn('zstd does not give back what it was given; writing gzip');
  } catch (error) {
    logger.warn({ error: messageOf(error) }, 'zstd does not work here; writing gzip');
  }
  return CompressionTypes.GZIP;
}
