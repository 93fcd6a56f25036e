-- How much came under each label on each day, kept by triggers: overviews and lists of
-- labels cost the same whether there are a thousand dumps or ten million.

CREATE TABLE uploads_by_day (
    -- Days since 1970 in UTC.
    day INTEGER NOT NULL,
    label TEXT NOT NULL,
    dumps INTEGER NOT NULL,
    -- As uploaded.
    bytes INTEGER NOT NULL,
    PRIMARY KEY (day, label)
) WITHOUT ROWID;

INSERT INTO uploads_by_day (day, label, dumps, bytes)
SELECT time / 86400000000, label, count(*), sum(size) FROM dumps GROUP BY 1, 2;

CREATE TRIGGER uploads_by_day_insert AFTER INSERT ON dumps
BEGIN
    INSERT INTO uploads_by_day (day, label, dumps, bytes)
    VALUES (NEW.time / 86400000000, NEW.label, 1, NEW.size)
    ON CONFLICT (day, label) DO UPDATE
    SET dumps = dumps + 1, bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER uploads_by_day_delete AFTER DELETE ON dumps
BEGIN
    UPDATE uploads_by_day SET dumps = dumps - 1, bytes = bytes - OLD.size
    WHERE day = OLD.time / 86400000000 AND label = OLD.label;
    DELETE FROM uploads_by_day
    WHERE day = OLD.time / 86400000000 AND label = OLD.label AND dumps = 0;
END;

CREATE TRIGGER uploads_by_day_update AFTER UPDATE OF time, label, size ON dumps
BEGIN
    UPDATE uploads_by_day SET dumps = dumps - 1, bytes = bytes - OLD.size
    WHERE day = OLD.time / 86400000000 AND label = OLD.label;
    DELETE FROM uploads_by_day
    WHERE day = OLD.time / 86400000000 AND label = OLD.label AND dumps = 0;
    INSERT INTO uploads_by_day (day, label, dumps, bytes)
    VALUES (NEW.time / 86400000000, NEW.label, 1, NEW.size)
    ON CONFLICT (day, label) DO UPDATE
    SET dumps = dumps + 1, bytes = bytes + excluded.bytes;
END;
