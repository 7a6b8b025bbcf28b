GROUP BY site, bucket, device, span_from, span_to
