-- Whether a public table is kept as it came.
SELECT digest FROM public_body WHERE digest = {digest:String} LIMIT 1
