-- Reports as text, as minidump-stackwalk prints them: the JSON does not hold all of it.

-- Compressed by zstd; NULL for reports that were made before.
ALTER TABLE reports ADD COLUMN text BLOB;
