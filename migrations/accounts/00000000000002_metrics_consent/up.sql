-- What somebody decided about usage metrics on this device; no row if nobody did.
CREATE TABLE metrics_consent (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1))
) STRICT;
