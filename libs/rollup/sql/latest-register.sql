-- The register's latest whole revision of a site, and the highest number that any of its rows has.
SELECT
  (SELECT argMax(digest, revision) FROM register_site WHERE site = {site:String}) AS digest,
  (SELECT max(revision) FROM register_site WHERE site = {site:String}) AS revision,
  greatest(
    (SELECT max(revision) FROM register_site WHERE site = {site:String}), (SELECT max(revision) FROM register_hall WHERE site = {site:String}),
    (SELECT max(revision) FROM register_contract WHERE site = {site:String}), (SELECT max(revision) FROM register_unit WHERE site = {site:String}),
    (SELECT max(revision) FROM register_fact WHERE site = {site:String})
  ) AS highest
