-- Pictures and recordings of messages, beside the messages: pages do not read them.
CREATE TABLE attachments (
    message_id TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- Not by a foreign key: replacing a message, which is how one changes, must leave its attachment.
CREATE TRIGGER attachments_go_with_messages AFTER DELETE ON messages BEGIN
    DELETE FROM attachments WHERE message_id = OLD.id;
END;
