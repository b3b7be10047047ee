//! A JSON reader that words syntax errors as Go's does, and replaces lone surrogates as Go's does.

use serde_json::{Map, Number, Value};

use super::JsonError;

/// Nesting beyond this is refused, so that no input exhausts the stack.
const DEPTH_LIMIT: usize = 500;

type Parsed<T> = Result<T, JsonError>;

/// Reads a whole JSON text.
pub(crate) fn parse(text: &str) -> Parsed<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.end()?;
    Ok(value)
}

/// The texts of an array's elements; `None` if the text is no array.
pub(crate) fn elements(text: &str) -> Parsed<Option<Vec<&str>>> {
    parse(text)?;
    let mut reader = Reader { text, at: 0 };
    if reader.peek_token() != Some(b'[') {
        return Ok(None);
    }
    let mut found = Vec::new();
    reader.array(0, |reader, depth| {
        found.push(reader.raw_value(depth)?);
        Ok(())
    })?;
    Ok(Some(found))
}

/// The keys and the texts of the values of an object; `None` if the text is no object.
pub(crate) fn members(text: &str) -> Parsed<Option<Vec<(String, &str)>>> {
    parse(text)?;
    let mut reader = Reader { text, at: 0 };
    if reader.peek_token() != Some(b'{') {
        return Ok(None);
    }
    let mut found = Vec::new();
    reader.object(0, |reader, key, depth| {
        found.push((key, reader.raw_value(depth)?));
        Ok(())
    })?;
    Ok(Some(found))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space.
    fn peek_token(&mut self) -> Option<u8> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.peek()
    }

    /// Complains about what stands here.
    fn unexpected<T>(&self, context: &str) -> Parsed<T> {
        Err(JsonError(match self.peek() {
            None => "unexpected end of JSON input".to_owned(),
            Some(byte) => format!("invalid character {} {context}", quoted(byte)),
        }))
    }

    fn end(&mut self) -> Parsed<()> {
        match self.peek_token() {
            None => Ok(()),
            Some(_) => self.unexpected("after top-level value"),
        }
    }

    fn raw_value(&mut self, depth: usize) -> Parsed<&'a str> {
        self.peek_token();
        let start = self.at;
        self.value(depth)?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn value(&mut self, depth: usize) -> Parsed<Value> {
        match self.peek_token() {
            Some(b'{') => {
                let mut members = Map::new();
                self.object(depth, |reader, key, depth| {
                    let value = reader.value(depth)?;
                    members.insert(key, value);
                    Ok(())
                })?;
                Ok(Value::Object(members))
            }
            Some(b'[') => {
                let mut elements = Vec::new();
                self.array(depth, |reader, depth| {
                    elements.push(reader.value(depth)?);
                    Ok(())
                })?;
                Ok(Value::Array(elements))
            }
            Some(b'"') => self.string().map(Value::String),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.unexpected("looking for beginning of value"),
        }
    }

    fn deeper(&mut self, depth: usize) -> Parsed<usize> {
        if depth >= DEPTH_LIMIT {
            return Err(JsonError("exceeded max depth".to_owned()));
        }
        self.at += 1;
        Ok(depth + 1)
    }

    fn object(&mut self, depth: usize, mut member: impl FnMut(&mut Self, String, usize) -> Parsed<()>) -> Parsed<()> {
        let depth = self.deeper(depth)?;
        if self.peek_token() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek_token() != Some(b'"') {
                return self.unexpected("looking for beginning of object key string");
            }
            let key = self.string()?;
            if self.peek_token() != Some(b':') {
                return self.unexpected("after object key");
            }
            self.at += 1;
            member(self, key, depth)?;
            match self.peek_token() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.unexpected("after object key:value pair"),
            }
        }
    }

    fn array(&mut self, depth: usize, mut element: impl FnMut(&mut Self, usize) -> Parsed<()>) -> Parsed<()> {
        let depth = self.deeper(depth)?;
        if self.peek_token() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            element(self, depth)?;
            match self.peek_token() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.unexpected("after array element"),
            }
        }
    }

    fn literal(&mut self, name: &str, value: Value) -> Parsed<Value> {
        for expected in name.bytes() {
            if self.peek() != Some(expected) {
                return self.unexpected(&format!("in literal {name} (expecting {})", quoted(expected)));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn some_digits(&mut self, context: &str) -> Parsed<()> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return self.unexpected(context);
        }
        self.digits();
        Ok(())
    }

    fn number(&mut self) -> Parsed<Value> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.some_digits("in numeric literal")?,
        }
        let mut integral = true;
        if self.peek() == Some(b'.') {
            integral = false;
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            integral = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let exact = if !integral {
            None
        } else if let Ok(value) = text.parse::<i64>() {
            Some(Number::from(value))
        } else {
            text.parse::<u64>().ok().map(Number::from)
        };
        exact
            .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
            .map(Value::Number)
            .ok_or_else(|| JsonError(format!("json: cannot unmarshal number {text} into Go value of type float64")))
    }

    fn string(&mut self) -> Parsed<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let plain = self.at;
            while matches!(self.peek(), Some(byte) if byte != b'"' && byte != b'\\' && byte >= 0x20) {
                self.at += 1;
            }
            out.push_str(self.text.get(plain..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return self.unexpected("in string literal"),
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex_unit()?;
                return self.surrogates(unit);
            }
            _ => return self.unexpected("in string escape code"),
        };
        self.at += 1;
        Ok(character)
    }

    fn hex_unit(&mut self) -> Parsed<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.unexpected("in \\u hexadecimal character escape");
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    /// Joins a pair of surrogates. A lone one becomes U+FFFD, and what follows it is read by itself.
    fn surrogates(&mut self, unit: u32) -> Parsed<char> {
        if (0xd800..0xdc00).contains(&unit)
            && self.text.as_bytes().get(self.at..).is_some_and(|r| r.starts_with(b"\\u"))
        {
            let after = self.at;
            self.at += 2;
            let low = self.hex_unit()?;
            if (0xdc00..0xe000).contains(&low) {
                let joined = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = after;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

/// A byte as Go shows it in an error.
fn quoted(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        b'\\' => r"'\\'".to_owned(),
        b'\n' => r"'\n'".to_owned(),
        b'\r' => r"'\r'".to_owned(),
        b'\t' => r"'\t'".to_owned(),
        0x07 => r"'\a'".to_owned(),
        0x08 => r"'\b'".to_owned(),
        0x0b => r"'\v'".to_owned(),
        0x0c => r"'\f'".to_owned(),
        0x00..0x20 | 0x7f => format!("'\\x{byte:02x}'"),
        0x80..0xa0 | 0xad => format!("'\\u{byte:04x}'"),
        _ => format!("'{}'", char::from(byte)),
    }
}
