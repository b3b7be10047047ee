-- What a bridge brought, which is searched like a text.
ALTER TABLE messages ADD COLUMN bridge_content TEXT NOT NULL DEFAULT '';

-- The texts of messages, folded, as trigrams; `rowid` is that of the message. It keeps no text, and no more of a trigram
-- than in which messages it is: `chat` holds three characters that stand for the chat. Written by who writes a message.
CREATE VIRTUAL TABLE messages_search USING fts5 (
    text, chat, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);
CREATE TRIGGER messages_search_deletion AFTER DELETE ON messages BEGIN
    DELETE FROM messages_search WHERE rowid = old.rowid;
END;

-- Has everything that is asked about what is unread.
DROP INDEX messages_unseen;
CREATE INDEX messages_unseen
    ON messages (local_chat_id, clock, id, deleted, deleted_for_me, mentioned, replied, content_type, album_id)
    WHERE seen = 0;
CREATE INDEX messages_unseen_albums
    ON messages (local_chat_id, album_id, deleted, deleted_for_me, mentioned, replied, content_type, clock)
    WHERE seen = 0 AND album_id != '';

CREATE INDEX chats_muted_for_a_time ON chats (mute_till) WHERE muted = 1;

-- Cards of the chat switcher of mobile clients.
CREATE TABLE switcher_cards (
    card_id TEXT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    screen_id TEXT NOT NULL
) STRICT;
