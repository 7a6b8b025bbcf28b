-- Site facts of windows that are to be published: rows that differ from what is known of them.
{{publish site: hall}}
