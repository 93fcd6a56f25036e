-- New bytes lack nothing yet: what the old ones lacked goes with their report, and not only when
-- somebody has processed the new ones.

DROP TRIGGER processing_replace;

CREATE TRIGGER processing_replace AFTER UPDATE OF stored_name ON dumps
WHEN NEW.stored_name <> OLD.stored_name
BEGIN
    DELETE FROM missing_symbols WHERE dump_id = NEW.id;
    DELETE FROM reports WHERE dump_id = NEW.id;
    DELETE FROM processing WHERE dump_id = NEW.id;
    INSERT INTO processing (dump_id, state, priority) VALUES (NEW.id, 'queued', 0);
END;
