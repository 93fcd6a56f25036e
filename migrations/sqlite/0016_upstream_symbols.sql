-- Symbol files that the server has fetched from other symbol servers.

-- NULL: somebody has uploaded it.
ALTER TABLE symbols ADD COLUMN upstream TEXT;

CREATE INDEX symbols_of_upstream ON symbols (id, size) WHERE upstream IS NOT NULL;

-- The servers that were asked, in one row: others are asked anew.
CREATE TABLE upstream_servers (
    only_row INTEGER PRIMARY KEY NOT NULL CHECK (only_row = 1),
    servers TEXT NOT NULL
);
