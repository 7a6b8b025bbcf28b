-- Mining devices of windows that are to be published: rows that differ from what is known of them.
{{publish asic: device, hall, model}}
