-- Of a whole q, what belongs to the weight w that ends at the running sum c of all weights d: parts add up to q whatever their number.
  (q, c, w, d) -> toInt64(cut(toInt128(q), toInt128(c), toInt128(greatest(d, 1))) - cut(toInt128(q), toInt128(c - w), toInt128(greatest(d, 1)))) AS part
