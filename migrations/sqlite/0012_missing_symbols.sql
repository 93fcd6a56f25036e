-- Which dumps would be more readable with which symbols.

CREATE TABLE missing_symbols (
    debug_file TEXT NOT NULL,
    debug_id TEXT NOT NULL,
    dump_id INTEGER NOT NULL REFERENCES dumps (id) ON DELETE CASCADE,
    PRIMARY KEY (debug_file, debug_id, dump_id)
) WITHOUT ROWID;

CREATE INDEX missing_symbols_by_dump ON missing_symbols (dump_id);
