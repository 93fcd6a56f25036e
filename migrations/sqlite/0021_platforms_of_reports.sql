-- What a crash client did not tell of its platform, the report of its dump tells.

UPDATE dumps SET platform = (SELECT os FROM processing WHERE dump_id = dumps.id)
WHERE platform IS NULL
  AND EXISTS (SELECT 1 FROM processing WHERE dump_id = dumps.id AND os IS NOT NULL);
