//! Looking at a text byte by byte. Every mark is ASCII, so that cutting at marks never cuts a character.

/// The byte at a place; 0 beyond the end.
pub(super) fn at(text: &str, place: usize) -> u8 {
    text.as_bytes().get(place).copied().unwrap_or_default()
}

pub(super) fn from(text: &str, begin: usize) -> &str {
    text.get(begin..).unwrap_or_default()
}

pub(super) fn between(text: &str, begin: usize, end: usize) -> &str {
    text.get(begin..end).unwrap_or_default()
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// How many bytes from the place on are this one.
pub(super) fn run(text: &str, begin: usize, byte: u8) -> usize {
    from(text, begin).bytes().take_while(|other| *other == byte).count()
}

/// The end of a mention or tag.
pub(super) const fn ends_word(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'.' | b',' | b':' | b';' | b'!' | b'?')
}
