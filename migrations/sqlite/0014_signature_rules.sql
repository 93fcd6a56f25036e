-- The patterns that staff put beside those that come with the program. Every version is kept.

CREATE TABLE signature_rules (
    -- From 1; 0 is before the first.
    version INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- JSON: a list of texts for each of `ignore`, `prefix` and `sentinel`.
    patterns TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    -- As in `dump_events`.
    actor_kind TEXT NOT NULL,
    actor_name TEXT
);

-- By which rules crashes are grouped that come now: one row. It lags behind the newest ones
-- until groups that merely get another name have it.
CREATE TABLE rules_in_force (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    built_in_rules INTEGER NOT NULL,
    staff_rules INTEGER NOT NULL
);

INSERT INTO rules_in_force (id, built_in_rules, staff_rules) VALUES (1, 1, 0);
