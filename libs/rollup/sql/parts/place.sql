concat(site, '/', into_grain, '/', toString(toUnixTimestamp(into_start)), '/', hall)
