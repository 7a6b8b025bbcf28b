-- Of a whole q, what belongs to the weight w that ends at the running sum c of all weights d (not 0): parts add up to q whatever their number.
  (q, c, w, d) -> toInt64(intDiv(toInt128(q) * c, d) - intDiv(toInt128(q) * (c - w), d)) AS part
