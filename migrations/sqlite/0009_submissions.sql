-- What crash clients send with a dump: annotations, and files beside it.

-- Of the annotations, what dumps are looked for by. NULL: the client did not say.
ALTER TABLE dumps ADD COLUMN product TEXT;
ALTER TABLE dumps ADD COLUMN version TEXT;
ALTER TABLE dumps ADD COLUMN platform TEXT;
ALTER TABLE dumps ADD COLUMN process_type TEXT;
-- Which installation it comes from.
ALTER TABLE dumps ADD COLUMN client_guid TEXT;

CREATE INDEX dumps_by_product ON dumps (product, version, id) WHERE product IS NOT NULL;
CREATE INDEX dumps_by_version ON dumps (version, id) WHERE version IS NOT NULL;
CREATE INDEX dumps_by_platform ON dumps (platform, id) WHERE platform IS NOT NULL;
CREATE INDEX dumps_by_client ON dumps (client_guid, sha256) WHERE client_guid IS NOT NULL;

CREATE TABLE submissions (
    dump_id INTEGER PRIMARY KEY NOT NULL REFERENCES dumps (id) ON DELETE CASCADE,
    -- The client's, or one made for it; lower case with hyphens.
    report_id TEXT NOT NULL UNIQUE,
    -- A JSON object of texts.
    annotations TEXT NOT NULL
);

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    dump_id INTEGER NOT NULL REFERENCES dumps (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- As in `dumps`: the bytes lie among those of dumps.
    stored_name TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    damage TEXT
);

CREATE INDEX attachments_by_dump ON attachments (dump_id, id);

-- Their bytes count as those of dumps do.
CREATE TRIGGER storage_by_tier_attach AFTER INSERT ON attachments
BEGIN
    UPDATE storage_by_tier
    SET bytes = bytes + NEW.size, stored_bytes = stored_bytes + NEW.size
    WHERE NOT archived;
END;

CREATE TRIGGER storage_by_tier_detach AFTER DELETE ON attachments
BEGIN
    UPDATE storage_by_tier
    SET bytes = bytes - OLD.size, stored_bytes = stored_bytes - OLD.size
    WHERE NOT archived;
END;
