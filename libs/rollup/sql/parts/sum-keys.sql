reading.site AS site, {{live-key}}reading.k AS bucket, device, span_from, span_to, toInt64(count()) AS readings, min(s) AS first_ms, max(e) AS last_ms, max(d) AS longest_ms,
  toInt64(groupBitOr(reading.flags)) AS flags, sum(d) AS reported_ms, sumIf(d, bitTest(reading.flags, 0)) AS bridged_ms, sum(reading.observed_ms) AS observed_ms
