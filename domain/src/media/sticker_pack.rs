//! What a pack of stickers says of itself: a document in EDN, which IPFS has.

/// Bytes of such a document.
const MAX_LENGTH: usize = 64 * 1024;
/// Lists in lists.
const MAX_DEPTH: usize = 16;
/// Stickers of a pack.
const MAX_STICKERS: usize = 200;
/// Characters of a name.
const MAX_NAME_LENGTH: usize = 100;
/// Characters of a content hash in hex.
const MAX_HASH_LENGTH: usize = 256;

/// What a pack of stickers says of itself. Pictures are named by their content hashes, in hex.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StickerPackDescription {
    /// Name.
    pub name: String,
    /// Who drew it.
    pub author: String,
    /// A small picture.
    pub thumbnail: String,
    /// A large picture.
    pub preview: String,
    /// The stickers.
    pub stickers: Vec<String>,
}

/// Reads the description of a pack. `None` for what is none.
#[must_use]
pub fn read_sticker_pack_description(document: &[u8]) -> Option<StickerPackDescription> {
    if document.len() > MAX_LENGTH {
        return None;
    }
    let mut reader = Reader { rest: core::str::from_utf8(document).ok()? };
    let document = reader.value(MAX_DEPTH)??;
    let pack = document.get("meta")?;
    let short = |value: &Value, length: usize| match value {
        Value::Text(text) => text.chars().take(length).collect(),
        _ => String::new(),
    };
    let text = |name: &str, length: usize| pack.get(name).map(|value| short(value, length)).unwrap_or_default();
    let stickers = match pack.get("stickers") {
        Some(Value::List(stickers)) => stickers.as_slice(),
        _ => &[],
    };
    let hashes = stickers.iter().filter_map(|sticker| sticker.get("hash"));
    Some(StickerPackDescription {
        name: text("name", MAX_NAME_LENGTH),
        author: text("author", MAX_NAME_LENGTH),
        thumbnail: text("thumbnail", MAX_HASH_LENGTH),
        preview: text("preview", MAX_HASH_LENGTH),
        stickers: hashes.take(MAX_STICKERS).map(|hash| short(hash, MAX_HASH_LENGTH)).collect(),
    })
}

/// A value, as far as descriptions have such.
#[derive(Debug)]
enum Value {
    Text(String),
    /// A keyword without its colon, a symbol, a number.
    Word(String),
    /// A list, a vector, a set; or keys and values of a map, by turns.
    List(Vec<Self>),
    Map(Vec<Self>),
}

impl Value {
    /// What a map has under a name.
    fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        let mut pairs = entries.chunks_exact(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
        let is_named =
            |key: &Self| matches!(key, Self::Word(word) | Self::Text(word) if word.eq_ignore_ascii_case(name));
        pairs.find(|(key, _)| is_named(key)).map(|(_, value)| value)
    }
}

/// Reads one value after the other.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn skip_blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches(|character: char| character.is_whitespace() || character == ',');
            if !self.rest.starts_with(';') {
                return;
            }
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    /// The next value; `Some(None)` at the end of what it is in, `None` for what is no EDN.
    fn value(&mut self, depth: usize) -> Option<Option<Value>> {
        let inner = depth.checked_sub(1)?;
        self.skip_blanks();
        let Some(first) = self.rest.chars().next() else { return Some(None) };
        match first {
            ')' | ']' | '}' => Some(None),
            '"' => self.text().map(Some),
            '(' => self.list(')', inner).map(|values| Some(Value::List(values))),
            '[' => self.list(']', inner).map(|values| Some(Value::List(values))),
            '{' => self.list('}', inner).map(|values| Some(Value::Map(values))),
            '#' => self.tagged(inner),
            _ => self.word().map(Some),
        }
    }

    fn list(&mut self, end: char, depth: usize) -> Option<Vec<Value>> {
        self.next();
        let mut values = Vec::new();
        while let Some(value) = self.value(depth)? {
            values.push(value);
        }
        (self.next() == Some(end)).then_some(values)
    }

    /// A set, a value that does not count, or one with a tag.
    fn tagged(&mut self, depth: usize) -> Option<Option<Value>> {
        self.next();
        if self.rest.starts_with('{') {
            return self.list('}', depth).map(|values| Some(Value::List(values)));
        }
        if let Some(rest) = self.rest.strip_prefix('_') {
            self.rest = rest;
            self.value(depth)??;
        } else {
            self.word()?;
        }
        self.value(depth)
    }

    fn text(&mut self) -> Option<Value> {
        self.next();
        let mut text = String::new();
        loop {
            text.push(match self.next()? {
                '"' => return Some(Value::Text(text)),
                '\\' => match self.next()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'u' => {
                        let (digits, rest) = self.rest.split_at_checked(4)?;
                        self.rest = rest;
                        char::from_u32(u32::from_str_radix(digits, 16).ok()?).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    other => other,
                },
                other => other,
            });
        }
    }

    fn word(&mut self) -> Option<Value> {
        let is_end = |character: char| character.is_whitespace() || ",;\"()[]{}".contains(character);
        let (word, rest) = self.rest.split_at(self.rest.find(is_end).unwrap_or(self.rest.len()));
        if word.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(Value::Word(word.trim_start_matches(':').to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_STICKERS, StickerPackDescription, read_sticker_pack_description};

    fn read(document: &str) -> Option<StickerPackDescription> {
        read_sticker_pack_description(document.as_bytes())
    }

    #[test]
    fn a_pack_says_its_name_and_its_pictures() {
        let document = r#"
            {meta {:name "Tozemoon", :author "t\u00f6ze \"moon\"" ; drawn by hand
                   :thumbnail "e301017012", :preview "e301017013" :price 12.5 :tags #{:a b} :made #inst "2018"
                   :stickers [{:hash "01"} #_{:hash "not this"} {:hash "02" :nr 2} {:other nil}]}}"#;
        let pack = read(document).unwrap();
        assert_eq!((pack.name.as_str(), pack.author.as_str()), ("Tozemoon", "t\u{f6}ze \"moon\""));
        assert_eq!((pack.thumbnail.as_str(), pack.preview.as_str()), ("e301017012", "e301017013"));
        assert_eq!(pack.stickers, ["01", "02"]);
        assert_eq!(read("{:meta {:Name \"A\"}}").unwrap().name, "A");
        assert_eq!(read("{meta {}}"), Some(StickerPackDescription::default()));
    }

    #[test]
    fn what_is_no_description_is_none() {
        for document in [
            "",
            "{",
            "}",
            "{}",
            "[]",
            "meta",
            "{meta [}",
            "{meta {:name \"}",
            "{:meta 1",
            "\"",
            "{meta {:a \"\\u12\"}}",
        ] {
            assert_eq!(read(document), None, "{document}");
        }
        assert_eq!(read_sticker_pack_description(b"{meta {:name \"\xff\"}}"), None);
        assert_eq!(read(&"[".repeat(60_000)), None);
        assert_eq!(read(&"{meta {}} ".repeat(10_000)), None, "too long");
    }

    #[test]
    fn a_pack_has_a_bound() {
        let stickers = "{:hash \"1\"}".repeat(MAX_STICKERS + 1);
        let pack = read(&format!("{{meta {{:name \"{}\" :stickers [{stickers}]}}}}", "n".repeat(1000))).unwrap();
        assert_eq!((pack.stickers.len(), pack.name.len()), (MAX_STICKERS, 100));
    }

    proptest::proptest! {
        #[test]
        fn any_document_is_read(document in "([{}\\[\\]()#_:;\"\\\\, ]|meta|:stickers|:hash|\\\\u|.){0,60}") {
            let _ = read(&document);
        }
    }
}
