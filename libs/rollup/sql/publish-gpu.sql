-- GPU boards of windows that are to be published: rows that differ from what is known of them.
{{publish gpu: device, hall, model}}
