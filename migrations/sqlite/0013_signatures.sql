-- Crashes that are the same, together: a group for each signature, and how its crashes are
-- spread. Counts are kept by triggers, as `uploads_by_day` is, so that a list and a group cost
-- the same whether there are a thousand dumps or ten million. An upload touches none of this.

CREATE TABLE signatures (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    signature TEXT NOT NULL UNIQUE,
    -- Dumps that are there.
    crashes INTEGER NOT NULL DEFAULT 0,
    -- Uploads of dumps that are there, or were.
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    -- 'open', 'resolved' or 'ignored'.
    state TEXT NOT NULL DEFAULT 'open',
    -- Of 'resolved'; NULL: whatever the version.
    resolved_in TEXT,
    -- The version that has opened it again; '': that crash told none.
    regressed_in TEXT,
    state_changed_at INTEGER,
    -- As in `dump_events`.
    actor_kind TEXT,
    actor_name TEXT,
    note TEXT NOT NULL DEFAULT ''
);

-- One for each ordering, as for dumps; the names are sorted by their own index.
CREATE INDEX signatures_by_last_seen ON signatures (last_seen, id) WHERE crashes > 0;
CREATE INDEX signatures_by_first_seen ON signatures (first_seen, id) WHERE crashes > 0;
CREATE INDEX signatures_by_crashes ON signatures (crashes, id) WHERE crashes > 0;
-- The usual order within a state: few are resolved or ignored among many.
CREATE INDEX signatures_by_state ON signatures (state, last_seen, id) WHERE crashes > 0;

CREATE TABLE crashes_by_day (
    signature_id INTEGER NOT NULL REFERENCES signatures (id) ON DELETE CASCADE,
    -- Days since 1970 in UTC.
    day INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    PRIMARY KEY (signature_id, day)
) WITHOUT ROWID;

-- '' is what the crashes do not say, here and below.
CREATE TABLE crashes_by_origin (
    signature_id INTEGER NOT NULL REFERENCES signatures (id) ON DELETE CASCADE,
    product TEXT NOT NULL,
    version TEXT NOT NULL,
    platform TEXT NOT NULL,
    crashes INTEGER NOT NULL,
    PRIMARY KEY (signature_id, product, version, platform)
) WITHOUT ROWID;

CREATE TABLE crashes_by_value (
    signature_id INTEGER NOT NULL REFERENCES signatures (id) ON DELETE CASCADE,
    -- 'product', 'version', 'platform', 'module' or 'label'.
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    crashes INTEGER NOT NULL,
    PRIMARY KEY (signature_id, kind, value)
) WITHOUT ROWID;

CREATE INDEX crashes_by_value_frequent ON crashes_by_value (signature_id, kind, crashes DESC, value);

-- The same over all signatures, of what clients tell.
CREATE TABLE origins (
    -- 'product', 'version' or 'platform'.
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    crashes INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;

CREATE INDEX origins_frequent ON origins (kind, crashes DESC, value);

-- The group of a dump, and which rules have chosen it: the version of the lists that come with
-- the program, and that of those which staff have added. All three or none.
ALTER TABLE processing ADD COLUMN signature_id INTEGER REFERENCES signatures (id);
ALTER TABLE processing ADD COLUMN built_in_rules INTEGER;
ALTER TABLE processing ADD COLUMN staff_rules INTEGER;

DROP INDEX processing_by_signature;
CREATE INDEX processing_by_signature ON processing (signature_id, dump_id)
    WHERE signature_id IS NOT NULL;
CREATE INDEX processing_by_rules ON processing (built_in_rules, staff_rules, dump_id)
    WHERE signature_id IS NOT NULL;

-- How many crashes were grouped by which rules.
CREATE TABLE crashes_by_rules (
    built_in_rules INTEGER NOT NULL,
    staff_rules INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    PRIMARY KEY (built_in_rules, staff_rules)
) WITHOUT ROWID;

-- Counting is written once, as an insert into this: of a crash that comes (1) or goes (-1).
CREATE VIEW crash_counts (
    signature_id, time, product, version, platform, module, label, crashes
) AS SELECT 0, 0, '', '', '', '', '', 0 WHERE FALSE;

CREATE TRIGGER crash_counts_insert INSTEAD OF INSERT ON crash_counts
BEGIN
    UPDATE signatures
    SET crashes = crashes + NEW.crashes,
        first_seen = min(first_seen, NEW.time), last_seen = max(last_seen, NEW.time)
    WHERE id = NEW.signature_id;

    INSERT INTO crashes_by_day (signature_id, day, crashes)
    VALUES (NEW.signature_id, NEW.time / 86400000000, NEW.crashes)
    ON CONFLICT (signature_id, day) DO UPDATE SET crashes = crashes + excluded.crashes;

    INSERT INTO crashes_by_origin (signature_id, product, version, platform, crashes)
    VALUES (
        NEW.signature_id, coalesce(NEW.product, ''), coalesce(NEW.version, ''),
        coalesce(NEW.platform, ''), NEW.crashes
    )
    ON CONFLICT (signature_id, product, version, platform)
    DO UPDATE SET crashes = crashes + excluded.crashes;

    INSERT INTO crashes_by_value (signature_id, kind, value, crashes)
    VALUES
        (NEW.signature_id, 'product', coalesce(NEW.product, ''), NEW.crashes),
        (NEW.signature_id, 'version', coalesce(NEW.version, ''), NEW.crashes),
        (NEW.signature_id, 'platform', coalesce(NEW.platform, ''), NEW.crashes),
        (NEW.signature_id, 'module', coalesce(NEW.module, ''), NEW.crashes),
        (NEW.signature_id, 'label', NEW.label, NEW.crashes)
    ON CONFLICT (signature_id, kind, value) DO UPDATE SET crashes = crashes + excluded.crashes;

    INSERT INTO origins (kind, value, crashes)
    VALUES
        ('product', coalesce(NEW.product, ''), NEW.crashes),
        ('version', coalesce(NEW.version, ''), NEW.crashes),
        ('platform', coalesce(NEW.platform, ''), NEW.crashes)
    ON CONFLICT (kind, value) DO UPDATE SET crashes = crashes + excluded.crashes;

    DELETE FROM crashes_by_day
    WHERE NEW.crashes < 0 AND signature_id = NEW.signature_id
      AND day = NEW.time / 86400000000 AND crashes = 0;
    DELETE FROM crashes_by_origin
    WHERE NEW.crashes < 0 AND signature_id = NEW.signature_id
      AND product = coalesce(NEW.product, '') AND version = coalesce(NEW.version, '')
      AND platform = coalesce(NEW.platform, '') AND crashes = 0;
    DELETE FROM crashes_by_value
    WHERE NEW.crashes < 0 AND signature_id = NEW.signature_id AND crashes = 0
      AND kind IN ('product', 'version', 'platform', 'module', 'label');
    DELETE FROM origins
    WHERE NEW.crashes < 0 AND crashes = 0 AND kind IN ('product', 'version', 'platform');
    -- A group without crashes stays when somebody has said something about it.
    DELETE FROM signatures
    WHERE NEW.crashes < 0 AND id = NEW.signature_id AND crashes = 0 AND state = 'open' AND note = '';
END;

-- What comes is counted before what goes: a crash that stays where it is does not empty its
-- group in between.
CREATE TRIGGER crash_counts_of_processing AFTER UPDATE OF signature_id, module ON processing
WHEN (OLD.signature_id IS NOT NULL OR NEW.signature_id IS NOT NULL)
    AND (OLD.signature_id IS NOT NEW.signature_id OR OLD.module IS NOT NEW.module)
BEGIN
    INSERT INTO crash_counts (signature_id, time, product, version, platform, module, label, crashes)
    SELECT NEW.signature_id, time, product, version, platform, NEW.module, label, 1
    FROM dumps WHERE id = NEW.dump_id AND NEW.signature_id IS NOT NULL;
    INSERT INTO crash_counts (signature_id, time, product, version, platform, module, label, crashes)
    SELECT OLD.signature_id, time, product, version, platform, OLD.module, label, -1
    FROM dumps WHERE id = OLD.dump_id AND OLD.signature_id IS NOT NULL;
END;

CREATE TRIGGER crashes_by_rules_update
AFTER UPDATE OF built_in_rules, staff_rules ON processing
WHEN OLD.built_in_rules IS NOT NEW.built_in_rules OR OLD.staff_rules IS NOT NEW.staff_rules
BEGIN
    INSERT INTO crashes_by_rules (built_in_rules, staff_rules, crashes)
    SELECT NEW.built_in_rules, NEW.staff_rules, 1 WHERE NEW.built_in_rules IS NOT NULL
    ON CONFLICT (built_in_rules, staff_rules) DO UPDATE SET crashes = crashes + 1;
    UPDATE crashes_by_rules SET crashes = crashes - 1
    WHERE built_in_rules = OLD.built_in_rules AND staff_rules = OLD.staff_rules;
    DELETE FROM crashes_by_rules
    WHERE built_in_rules = OLD.built_in_rules AND staff_rules = OLD.staff_rules AND crashes = 0;
END;

CREATE TRIGGER crash_counts_of_dumps
AFTER UPDATE OF time, label, product, version, platform ON dumps
WHEN OLD.time <> NEW.time OR OLD.label <> NEW.label OR OLD.product IS NOT NEW.product
    OR OLD.version IS NOT NEW.version OR OLD.platform IS NOT NEW.platform
BEGIN
    INSERT INTO crash_counts (signature_id, time, product, version, platform, module, label, crashes)
    SELECT signature_id, NEW.time, NEW.product, NEW.version, NEW.platform, module, NEW.label, 1
    FROM processing WHERE dump_id = NEW.id AND signature_id IS NOT NULL;
    INSERT INTO crash_counts (signature_id, time, product, version, platform, module, label, crashes)
    SELECT signature_id, OLD.time, OLD.product, OLD.version, OLD.platform, module, OLD.label, -1
    FROM processing WHERE dump_id = OLD.id AND signature_id IS NOT NULL;
END;

-- Before, for then the dump is still as it was counted.
CREATE TRIGGER crash_counts_delete BEFORE DELETE ON dumps
BEGIN
    UPDATE processing SET signature_id = NULL, built_in_rules = NULL, staff_rules = NULL
    WHERE dump_id = OLD.id AND signature_id IS NOT NULL;
END;

CREATE TRIGGER crash_counts_replace BEFORE UPDATE OF stored_name ON dumps
WHEN NEW.stored_name <> OLD.stored_name
BEGIN
    UPDATE processing SET signature_id = NULL, built_in_rules = NULL, staff_rules = NULL
    WHERE dump_id = OLD.id AND signature_id IS NOT NULL;
END;

-- What is there already, by the rules that there were.
INSERT INTO signatures (signature, first_seen, last_seen)
SELECT signature, min(time), max(time) FROM processing JOIN dumps ON id = dump_id
WHERE signature IS NOT NULL GROUP BY signature;

UPDATE processing
SET signature_id = (
        SELECT id FROM signatures WHERE signatures.signature = processing.signature
    ),
    built_in_rules = 1, staff_rules = 0
WHERE signature IS NOT NULL;

ALTER TABLE processing DROP COLUMN signature;
