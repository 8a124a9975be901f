CREATE TABLE history (
    cursor INTEGER PRIMARY KEY, -- the order of all updates
    workflow INTEGER NOT NULL REFERENCES workflow (key),
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    current_step INTEGER NOT NULL,
    total_steps INTEGER NOT NULL,
    message TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    name TEXT NOT NULL,
    stored_at INTEGER NOT NULL, -- milliseconds since 1970; the timestamp is the producer's, this one is ours
    deleted INTEGER NOT NULL
)
