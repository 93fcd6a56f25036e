-- What is new in a version: the groups whose first crash was of it.

-- Of the first crash; NULL: it told none.
ALTER TABLE signatures ADD COLUMN first_product TEXT;
ALTER TABLE signatures ADD COLUMN first_version TEXT;

UPDATE signatures SET (first_product, first_version) = (
    SELECT product, version FROM processing JOIN dumps ON dumps.id = dump_id
    WHERE signature_id = signatures.id ORDER BY time LIMIT 1
);

CREATE INDEX signatures_by_first_version ON signatures (first_version, first_product, crashes, id)
    WHERE crashes > 0;

-- Versions that have crashes, which tell the newest one of a product.
CREATE TABLE product_versions (
    product TEXT NOT NULL,
    version TEXT NOT NULL,
    crashes INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (product, version)
) WITHOUT ROWID;

CREATE INDEX product_versions_recent ON product_versions (product, first_seen DESC);

INSERT INTO product_versions (product, version, crashes, first_seen)
SELECT product, version, count(*), min(time)
FROM processing JOIN dumps ON dumps.id = dump_id
WHERE signature_id IS NOT NULL AND product IS NOT NULL AND version IS NOT NULL
GROUP BY product, version;

-- Beside `crash_counts_insert`, before or after it.
CREATE TRIGGER crash_counts_versions INSTEAD OF INSERT ON crash_counts
BEGIN
    UPDATE signatures SET first_product = NEW.product, first_version = NEW.version
    WHERE id = NEW.signature_id AND NEW.crashes > 0 AND NEW.time <= first_seen;

    INSERT INTO product_versions (product, version, crashes, first_seen)
    SELECT NEW.product, NEW.version, NEW.crashes, NEW.time
    WHERE NEW.product IS NOT NULL AND NEW.version IS NOT NULL
    ON CONFLICT (product, version) DO UPDATE
    SET crashes = crashes + excluded.crashes, first_seen = min(first_seen, excluded.first_seen);

    DELETE FROM product_versions
    WHERE NEW.crashes < 0 AND product = NEW.product AND version = NEW.version AND crashes = 0;
END;
