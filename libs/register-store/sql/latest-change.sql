-- Changes whenever something is told of a site.
SELECT count() AS versions FROM register_entry WHERE site = {site:String}
