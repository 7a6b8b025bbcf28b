sum(ms) AS reported_ms, sumIf(ms, bitTest(flags, 0)) AS bridged_ms, sum(held_ms) AS held_sum, countIf(is_end) AS readings,
      groupBitOrIf(flags, is_end) AS flag_bits, maxIf(ended_at, is_end) AS through
