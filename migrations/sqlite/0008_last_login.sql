-- When somebody last logged in as an account: sessions are forgotten, this is not.

-- NULL: never.
ALTER TABLE users ADD COLUMN last_login_at INTEGER;

UPDATE users SET last_login_at = (
    SELECT max(created_at) FROM sessions WHERE sessions.user_id = users.id
);
