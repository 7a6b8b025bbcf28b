-- What a revision says of the site as a whole.
SELECT pool_fee, ifNull(gpu_usd_per_hour, 0) AS usd_per_gpu_hour, ifNull(gpu_billed_share, 0) AS billed_share, carbon_g_per_kwh, toString(zone) AS zone, is_dispatched
FROM register_site FINAL
WHERE site = {site:String} AND revision = {revision:UInt64}
