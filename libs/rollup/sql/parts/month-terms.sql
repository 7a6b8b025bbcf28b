-- A month of which all time was measured; what is charged for the greatest draw in it, J in 15 minutes, at the mean rate; and what it costs beside energy.
  sum(q.window_ms) = 1000 * toInt64(toUnixTimestamp(into_end) - toUnixTimestamp(into_start)) AS is_whole,
  into_grain = 'month' AND sum(q.demand_rate_time) != 0 AS has_demand,
  sum(q.invoice_ms) > 0 AS has_invoice,
  into_grain = 'month' AND (has_demand OR has_invoice OR sum(q.fixed_time) != 0) AS is_of_month,
  is_whole AND (NOT has_invoice OR sum(q.invoice_ms) = sum(q.window_ms)) AS is_known,
  max(q.demand_j) * sum(q.demand_rate_time) / greatest(sum(q.tariffed_ms), 1) / 900000 AS charge,
  if(has_invoice, sum(q.invoiced) - sum(q.tariff_cost), (charge + sum(q.fixed_time) / greatest(sum(q.tariffed_ms), 1)) * sum(q.tariff_j) / greatest(sum(q.m0_j), 1)) AS beside,
  if(has_invoice, sum(q.m0_j), sum(q.tariff_j)) AS costed_j,
  if(has_invoice, sum(q.m0_ms), least(sum(q.tariff_ms), sum(q.demand_level_ms))) AS costed_ms
