ALTER TABLE history_chain RENAME TO history
