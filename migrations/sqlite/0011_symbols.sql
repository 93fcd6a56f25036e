-- Symbol files in Breakpad's format: what makes the stacks of dumps readable.

CREATE TABLE symbols (
    -- In the order of uploads: a file that replaces another gets a new one.
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- The module that it is of, by the two that a dump names it by.
    debug_file TEXT NOT NULL,
    debug_id TEXT NOT NULL,
    os TEXT NOT NULL,
    cpu TEXT NOT NULL,
    -- NULL: the file does not say.
    code_file TEXT,
    code_id TEXT,
    -- The name of its bytes: a UUID in lower case.
    stored_name TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    uploaded_at INTEGER NOT NULL,
    -- As in `dump_events`.
    actor_kind TEXT NOT NULL,
    actor_name TEXT,
    UNIQUE (debug_file, debug_id)
);
