-- The archive tier: which bytes lie there, and how much lies in each tier.

-- Length of the compressed file, while `archived`.
ALTER TABLE dumps ADD COLUMN archived_size INTEGER;

-- Kept by triggers, as `uploads_by_day` is.
CREATE TABLE storage_by_tier (
    archived BOOLEAN PRIMARY KEY NOT NULL,
    dumps INTEGER NOT NULL,
    -- As uploaded.
    bytes INTEGER NOT NULL,
    -- On the disk.
    stored_bytes INTEGER NOT NULL
);

INSERT INTO storage_by_tier (archived, dumps, bytes, stored_bytes)
VALUES (TRUE, 0, 0, 0), (FALSE, 0, 0, 0);

UPDATE storage_by_tier SET (dumps, bytes, stored_bytes) = (
    SELECT count(*), coalesce(sum(size), 0), coalesce(sum(coalesce(archived_size, size)), 0)
    FROM dumps WHERE dumps.archived = storage_by_tier.archived
);

CREATE TRIGGER storage_by_tier_insert AFTER INSERT ON dumps
BEGIN
    UPDATE storage_by_tier
    SET dumps = dumps + 1, bytes = bytes + NEW.size,
        stored_bytes = stored_bytes + coalesce(NEW.archived_size, NEW.size)
    WHERE archived = NEW.archived;
END;

CREATE TRIGGER storage_by_tier_delete AFTER DELETE ON dumps
BEGIN
    UPDATE storage_by_tier
    SET dumps = dumps - 1, bytes = bytes - OLD.size,
        stored_bytes = stored_bytes - coalesce(OLD.archived_size, OLD.size)
    WHERE archived = OLD.archived;
END;

CREATE TRIGGER storage_by_tier_update AFTER UPDATE OF archived, size, archived_size ON dumps
BEGIN
    UPDATE storage_by_tier
    SET dumps = dumps - 1, bytes = bytes - OLD.size,
        stored_bytes = stored_bytes - coalesce(OLD.archived_size, OLD.size)
    WHERE archived = OLD.archived;
    UPDATE storage_by_tier
    SET dumps = dumps + 1, bytes = bytes + NEW.size,
        stored_bytes = stored_bytes + coalesce(NEW.archived_size, NEW.size)
    WHERE archived = NEW.archived;
END;
