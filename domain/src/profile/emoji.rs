//! Pictures for new accounts.

use status_ports::Entropy;

/// A power of two of them, so that every byte draws evenly.
const EMOJIS: [&str; 64] = [
    "🐶", "🐱", "🐭", "🐹", "🐰", "🦊", "🐻", "🐼", "🐨", "🐯", "🦁", "🐮", "🐷", "🐸", "🐵", "🐔", "🐧", "🐦", "🐤",
    "🦆", "🦅", "🦉", "🦇", "🐺", "🐗", "🐴", "🦄", "🐝", "🐛", "🦋", "🐌", "🐞", "🐜", "🦗", "🦂", "🐢", "🐍", "🦎",
    "🐙", "🦑", "🦐", "🦀", "🐡", "🐠", "🐟", "🐬", "🐳", "🐋", "🦈", "🐊", "🐅", "🐆", "🦓", "🦍", "🐘", "🦛", "🦏",
    "🐪", "🦒", "🦘", "🌵", "🌲", "🍀", "🌻",
];

/// One of them.
pub(super) fn draw(entropy: &mut dyn Entropy) -> &'static str {
    let mut byte = [0_u8; 1];
    entropy.fill(&mut byte);
    let place = usize::from(byte[0] & 63);
    EMOJIS.get(place).copied().unwrap_or("🐳")
}
