-- Which reports of crash clients are kept, so that one bad release does not fill the disk.

CREATE TABLE throttle_rules (
    name TEXT PRIMARY KEY NOT NULL,
    -- The first rule whose conditions hold decides.
    position INTEGER NOT NULL,
    -- Conditions; NULL holds for every report.
    product TEXT,
    version TEXT,
    -- Name or number of a client.
    client TEXT,
    -- How many of a hundred are kept.
    share INTEGER NOT NULL,
    -- NULL: no limit.
    per_minute INTEGER,
    discarded INTEGER NOT NULL DEFAULT 0,
    last_discarded_at INTEGER
);
