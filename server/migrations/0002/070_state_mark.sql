-- One row. States are written some time after their updates; whoever opens the database applies the history above this.
CREATE TABLE state_mark (
    cursor INTEGER NOT NULL -- table workflow holds all updates up to this one, and may hold later ones
)
