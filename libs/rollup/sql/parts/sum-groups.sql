GROUP BY bucket, device, span_from, span_to
