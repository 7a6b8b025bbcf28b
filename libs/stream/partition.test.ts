import { describe, expect, test } from '@jest/globals';
import { murmur2, partitionOf } from './partition.ts';

describe('the partition of a key', () => {
  // Computed with org.apache.kafka.common.utils.Utils of Kafka 4.1.1.
  const java: [string, number, number][] = [
    ['', 275646681, 2],
    ['a', -1563381124, 5],
    ['ab', 316155434, 0],
    ['abc', 479470107, 4],
    ['abcd', -1323649548, 5],
    ['site-1', 232770646, 3],
    ['site-22', -1410979925, 4],
    ['Zürich-Süd', -1120029939, 2],
    ['a-little-bit-longer-string', -1486304829, 0],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971, 3],
  ];

  test.each(java)('%j has the hash and the partition that the Java client gives it', (key, hash, partition) => {
    expect(murmur2(Buffer.from(key, 'utf8'))).toBe(hash);
    expect(partitionOf(key, 7)).toBe(partition);
  });
});
