INSERT INTO state_mark SELECT ifnull(max(cursor), 0) FROM workflow
