CREATE INDEX workflow_deleted ON workflow (cursor) WHERE deleted = 1
