-- The modules whose symbols a report was made with or without. Another symbol file of one of them
-- has the dump processed again, so a row says which files it was too late for.

ALTER TABLE missing_symbols RENAME TO report_symbols;
ALTER TABLE report_symbols ADD COLUMN is_missing INTEGER NOT NULL DEFAULT TRUE;
-- The newest symbol file of all when the dump was read.
ALTER TABLE report_symbols ADD COLUMN newest_symbols INTEGER NOT NULL DEFAULT 0;

DROP INDEX missing_symbols_by_dump;
CREATE INDEX report_symbols_by_dump ON report_symbols (dump_id);
CREATE INDEX report_symbols_by_age
    ON report_symbols (debug_file, debug_id, is_missing, newest_symbols);

DROP TRIGGER missing_modules_count;
DROP TRIGGER missing_modules_discount;

CREATE TRIGGER missing_modules_count AFTER INSERT ON report_symbols
WHEN NEW.is_missing
BEGIN
    UPDATE missing_modules SET dumps = dumps + 1
    WHERE debug_file = NEW.debug_file AND debug_id = NEW.debug_id;
END;

-- Also for a dump that is deleted. What a symbol server was asked for is remembered.
CREATE TRIGGER missing_modules_discount AFTER DELETE ON report_symbols
WHEN OLD.is_missing
BEGIN
    UPDATE missing_modules SET dumps = dumps - 1
    WHERE debug_file = OLD.debug_file AND debug_id = OLD.debug_id;
    DELETE FROM missing_modules
    WHERE debug_file = OLD.debug_file AND debug_id = OLD.debug_id
      AND dumps = 0 AND ask_at = 0;
END;
