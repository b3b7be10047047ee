-- Tells this kind of database from the others ('STwa').
PRAGMA application_id = 1398044513;
