-- Accounts, sessions and dumps.
--
-- AUTOINCREMENT: an id is never given again, so that an old token or link cannot
-- come to mean somebody or something else.
-- Moments are INTEGER microseconds since 1970 in UTC: exact, and sorted as numbers.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- Domain part in lower case, local part as given: compared byte by byte.
    email TEXT NOT NULL UNIQUE,
    -- NULL: no usable password.
    password_hash TEXT,
    is_active BOOLEAN NOT NULL,
    is_staff BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    -- Refresh tokens issued up to this moment are void, also those without a session.
    sessions_ended_before INTEGER
);

CREATE TABLE sessions (
    -- 64 random bits, as a signed number.
    id INTEGER PRIMARY KEY NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token INTEGER NOT NULL,
    previous_token INTEGER,
    rotated_at INTEGER,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE dumps (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    original_name TEXT NOT NULL,
    -- Lower case with hyphens, so that its order is the order of the shard folders.
    stored_name TEXT NOT NULL UNIQUE,
    time INTEGER NOT NULL,
    label TEXT NOT NULL,
    archived BOOLEAN NOT NULL DEFAULT FALSE,
    -- Bytes.
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    -- 'missing', 'truncated' or 'corrupt': what the last check found.
    damage TEXT
);

-- One index for each ordering of a list, with the id that breaks ties, so that a
-- page is found by its cursor at any depth; and one for the newest of a label.
CREATE INDEX dumps_by_time ON dumps (time, id);
CREATE INDEX dumps_by_size ON dumps (size, id);
CREATE INDEX dumps_by_label ON dumps (label, id);
CREATE INDEX dumps_by_label_and_time ON dumps (label, time, id);
CREATE INDEX dumps_by_original_name ON dumps (original_name, id);
