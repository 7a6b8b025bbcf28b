GROUP BY site, {{live-group}}bucket, device, span_from, span_to
