-- The same bytes are found before they are uploaded once more.

CREATE INDEX dumps_by_sha256 ON dumps (sha256, id);
