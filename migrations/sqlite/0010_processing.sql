-- What processing made of each dump, and which are yet to be processed.

CREATE TABLE processing (
    dump_id INTEGER PRIMARY KEY NOT NULL REFERENCES dumps (id) ON DELETE CASCADE,
    -- 'queued', 'running', 'done', 'failed', or 'other': no minidump.
    state TEXT NOT NULL,
    -- Lower comes first: 0 is new, 1 can wait.
    priority INTEGER NOT NULL,
    -- How often it was begun since somebody last asked for it.
    attempts INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER,
    -- For people: what the file is, or why there is no report.
    note TEXT,
    -- Of the report, what lists show and look for.
    signature TEXT,
    reason TEXT,
    address TEXT,
    module TEXT,
    function TEXT,
    os TEXT,
    cpu TEXT
);

CREATE INDEX processing_queue ON processing (priority, dump_id) WHERE state = 'queued';
CREATE INDEX processing_running ON processing (dump_id) WHERE state = 'running';
CREATE INDEX processing_by_signature ON processing (signature, dump_id)
    WHERE signature IS NOT NULL;

-- Apart, so that a look at the columns above does not read them.
CREATE TABLE reports (
    dump_id INTEGER PRIMARY KEY NOT NULL REFERENCES dumps (id) ON DELETE CASCADE,
    -- The names of the crashing thread's frames, as JSON: what signatures are made from.
    proto_signature TEXT NOT NULL,
    -- The JSON of minidump-stackwalk, compressed by zstd.
    json BLOB NOT NULL
);

-- By triggers, so that no dump comes without its place in the queue.
CREATE TRIGGER processing_insert AFTER INSERT ON dumps
BEGIN
    INSERT INTO processing (dump_id, state, priority) VALUES (NEW.id, 'queued', 0);
END;

CREATE TRIGGER processing_replace AFTER UPDATE OF stored_name ON dumps
WHEN NEW.stored_name <> OLD.stored_name
BEGIN
    DELETE FROM reports WHERE dump_id = NEW.id;
    DELETE FROM processing WHERE dump_id = NEW.id;
    INSERT INTO processing (dump_id, state, priority) VALUES (NEW.id, 'queued', 0);
END;

-- Those that are there already: after all that is new.
INSERT INTO processing (dump_id, state, priority) SELECT id, 'queued', 1 FROM dumps;
