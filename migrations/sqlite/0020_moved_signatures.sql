-- Where the crashes of a group went last: links to one that is gone lead there. Ids are never
-- given again, so nothing here is ever wrong, and a group that is there comes first.

CREATE TABLE moved_signatures (
    id INTEGER PRIMARY KEY NOT NULL,
    became INTEGER NOT NULL
);

CREATE TRIGGER signature_moves AFTER UPDATE OF signature_id ON processing
WHEN OLD.signature_id IS NOT NULL AND NEW.signature_id IS NOT NULL
    AND OLD.signature_id <> NEW.signature_id
BEGIN
    INSERT INTO moved_signatures (id, became) VALUES (OLD.signature_id, NEW.signature_id)
    ON CONFLICT (id) DO UPDATE SET became = excluded.became;
END;
