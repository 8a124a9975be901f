DROP TABLE history
