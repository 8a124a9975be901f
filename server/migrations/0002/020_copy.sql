INSERT INTO history_chain
SELECT cursor, workflow, version,
    ifnull((SELECT before.cursor FROM history AS before
        WHERE before.workflow = history.workflow AND before.version = history.version - 1), 0),
    status, current_step, total_steps, message, timestamp, name, stored_at, deleted
FROM history ORDER BY cursor
