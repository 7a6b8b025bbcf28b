{{cut}},
-- Of a reading's quantity, what falls into the bucket.
  (q) -> cut(q, x1, d) - cut(q, x0, d) AS share
