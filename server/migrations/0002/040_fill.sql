INSERT INTO milestone SELECT workflow, version, cursor FROM history
WHERE version % 64 = 0 AND deleted = 0 ORDER BY workflow, version
