-- Which entries of a site were left out of its register when that was last made.
SELECT toUnixTimestamp64Milli(merged_at) AS merged_ms, left_out FROM register_merge FINAL WHERE site = {site:String}
