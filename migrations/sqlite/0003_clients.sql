-- Machines that are known by name: each has a secret of its own, which can be limited,
-- replaced and revoked without touching the others.

CREATE TABLE clients (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    -- The name in lower case: no two differ in case alone. SQLite's own NOCASE knows only
    -- ASCII.
    name_key TEXT NOT NULL UNIQUE,
    -- SHA-256 of the secret, which is nowhere kept. 256 random bits need no slow hash.
    secret_hash BLOB NOT NULL UNIQUE,
    -- 64 random bits, as a signed number, which name the tokens that this secret has bought.
    -- A new secret brings new ones, and so ends those tokens.
    session INTEGER NOT NULL,
    -- Of `upload`, `read` and `write`, with spaces between them.
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- NULL: never.
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER
);
