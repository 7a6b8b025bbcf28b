-- How much has been told of a site, and when the last of it.
SELECT count() AS versions, toUnixTimestamp64Milli(max(known_at)) AS latest_ms FROM register_entry WHERE site = {site:String}
