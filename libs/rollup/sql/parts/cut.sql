-- Of a quantity q spread evenly over d ms, what falls into the first x ms: floor(q * x / d + 1/2) without overflow, so that neighbouring parts add up to q.
  (q, x, d) -> intDiv(q - positiveModulo(q, d), d) * x + intDiv(2 * positiveModulo(q, d) * x + d, 2 * d) AS cut
