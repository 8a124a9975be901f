CREATE UNIQUE INDEX workflow_by_cursor ON workflow (cursor)
