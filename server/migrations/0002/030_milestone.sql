-- Every 64th version that is no tombstone: where to enter a chain.
CREATE TABLE milestone (
    workflow INTEGER NOT NULL,
    version INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    PRIMARY KEY (workflow, version)
) WITHOUT ROWID
