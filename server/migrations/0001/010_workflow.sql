CREATE TABLE workflow (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    current_step INTEGER NOT NULL,
    total_steps INTEGER NOT NULL,
    message TEXT NOT NULL,
    timestamp INTEGER NOT NULL, -- milliseconds since 1970, UTC
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    cursor INTEGER NOT NULL, -- of the last change
    deleted INTEGER NOT NULL -- 1: a tombstone, which keeps the version for a next life
)
