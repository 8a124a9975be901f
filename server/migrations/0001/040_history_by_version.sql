CREATE UNIQUE INDEX history_by_version ON history (workflow, version)
