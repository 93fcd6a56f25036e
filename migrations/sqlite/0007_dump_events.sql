-- What was done to each dump, by whom and when. It goes with the dump.

CREATE TABLE dump_events (
    dump_id INTEGER NOT NULL REFERENCES dumps (id) ON DELETE CASCADE,
    -- Counts up from 1 within a dump, and 1 is its upload: so the number of an event says how
    -- many came before. Dumps that were there before this table have no 1; their row knows
    -- when they were uploaded, and nothing knows by whom.
    number INTEGER NOT NULL,
    time INTEGER NOT NULL,
    -- 'user', 'client', 'machine', 'anonymous' or 'server'.
    actor_kind TEXT NOT NULL,
    -- A copy, which outlives the account.
    actor_name TEXT,
    -- 'uploaded', 'labelled', 'replaced', 'archived', 'restored', 'damaged' or 'healed'.
    event TEXT NOT NULL,
    -- Before and after, of 'labelled'.
    old_label TEXT,
    new_label TEXT,
    -- Before and after, of 'replaced'.
    old_name TEXT,
    new_name TEXT,
    old_size INTEGER,
    new_size INTEGER,
    old_sha256 BLOB,
    new_sha256 BLOB,
    -- Of 'damaged': as in `dumps`.
    damage TEXT,
    -- The only index there is: an upload writes one place more, at its end.
    PRIMARY KEY (dump_id, number)
) WITHOUT ROWID;
