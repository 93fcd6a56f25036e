-- Modules without symbols, with how many dumps lack them: counted as dumps come and go, so that
-- a list of them costs the same for any number of dumps.

CREATE TABLE missing_modules (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    debug_file TEXT NOT NULL,
    debug_id TEXT NOT NULL,
    -- NULL: no dump has said.
    code_file TEXT,
    code_id TEXT,
    os TEXT,
    cpu TEXT,
    -- Rows of missing_symbols; kept by the triggers below.
    dumps INTEGER NOT NULL DEFAULT 0,
    -- When the last of these dumps came.
    last_seen_at INTEGER NOT NULL,
    -- When the symbols were last found missing. A file that came later is one that dumps are
    -- waiting to be processed with.
    noted_at INTEGER NOT NULL,
    -- When symbol servers may be asked for it; 0: they were not yet.
    ask_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (debug_file, debug_id)
);

CREATE INDEX missing_modules_by_rank ON missing_modules (dumps DESC, id DESC) WHERE dumps > 0;
CREATE INDEX missing_modules_to_ask ON missing_modules (ask_at, dumps DESC) WHERE dumps > 0;
CREATE INDEX missing_modules_forgotten ON missing_modules (ask_at) WHERE dumps = 0;

INSERT INTO missing_modules
    (debug_file, debug_id, os, cpu, dumps, last_seen_at, noted_at)
SELECT debug_file, debug_id, max(os), max(cpu), count(*), max(dumps.time),
       max(coalesce(processing.ended_at, dumps.time))
FROM missing_symbols
JOIN dumps ON dumps.id = missing_symbols.dump_id
JOIN processing ON processing.dump_id = missing_symbols.dump_id
GROUP BY debug_file, debug_id;

CREATE TRIGGER missing_modules_count AFTER INSERT ON missing_symbols
BEGIN
    UPDATE missing_modules SET dumps = dumps + 1
    WHERE debug_file = NEW.debug_file AND debug_id = NEW.debug_id;
END;

-- Also for a dump that is deleted. What a symbol server was asked for is remembered.
CREATE TRIGGER missing_modules_discount AFTER DELETE ON missing_symbols
BEGIN
    UPDATE missing_modules SET dumps = dumps - 1
    WHERE debug_file = OLD.debug_file AND debug_id = OLD.debug_id;
    DELETE FROM missing_modules
    WHERE debug_file = OLD.debug_file AND debug_id = OLD.debug_id
      AND dumps = 0 AND ask_at = 0;
END;
