-- In place of an index on (workflow, version), whose every entry dirtied a page of its own, each row names the one before
-- it. The index had also carried the reference to table workflow, which the program keeps by itself.
CREATE TABLE history_chain (
    cursor INTEGER PRIMARY KEY, -- the order of all updates
    workflow INTEGER NOT NULL,
    version INTEGER NOT NULL,
    previous INTEGER NOT NULL, -- the cursor of this workflow's version before; 0: none
    status TEXT NOT NULL,
    current_step INTEGER NOT NULL,
    total_steps INTEGER NOT NULL,
    message TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    name TEXT NOT NULL,
    stored_at INTEGER NOT NULL, -- milliseconds since 1970; the timestamp is the producer's, this one is ours
    deleted INTEGER NOT NULL
)
