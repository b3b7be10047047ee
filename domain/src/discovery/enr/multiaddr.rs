//! Binary multiaddresses: as much of the format as addresses of Waku nodes use.

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

/// How the value of a part is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    None,
    Ip4,
    Ip6,
    Port,
    Text,
    PeerId,
}

/// Code, name, value.
const PARTS: [(u32, &str, Value); 16] = [
    (4, "ip4", Value::Ip4),
    (6, "tcp", Value::Port),
    (41, "ip6", Value::Ip6),
    (53, "dns", Value::Text),
    (54, "dns4", Value::Text),
    (55, "dns6", Value::Text),
    (56, "dnsaddr", Value::Text),
    (273, "udp", Value::Port),
    (290, "p2p-circuit", Value::None),
    (421, "p2p", Value::PeerId),
    (448, "tls", Value::None),
    (449, "sni", Value::Text),
    (460, "quic", Value::None),
    (461, "quic-v1", Value::None),
    (477, "ws", Value::None),
    (478, "wss", Value::None),
];

/// More parts than this has no address.
const MAX_PARTS: usize = 16;

/// An address of the kinds listed above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiaddr {
    bytes: Vec<u8>,
    text: String,
    is_circuit: bool,
}

impl Multiaddr {
    /// Reads the binary form.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut text = String::new();
        let mut rest = bytes;
        let mut is_circuit = false;
        for _ in 0..MAX_PARTS {
            if rest.is_empty() {
                break;
            }
            let (name, value) = take_part(&mut rest)?;
            is_circuit |= matches!(name, "p2p" | "p2p-circuit");
            text.push('/');
            text.push_str(name);
            if let Some(value) = value {
                text.push('/');
                text.push_str(&value);
            }
        }
        (rest.is_empty() && !text.is_empty()).then(|| Self { bytes: bytes.to_vec(), text, is_circuit })
    }

    /// Reads the text form.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('/')?.split('/');
        let mut bytes = Vec::new();
        while let Some(name) = parts.next() {
            let (code, _, value) = PARTS.iter().find(|(_, known, _)| *known == name)?;
            put_number(*code, &mut bytes);
            match value {
                Value::None => {}
                Value::Ip4 => bytes.extend(parts.next()?.parse::<Ipv4Addr>().ok()?.octets()),
                Value::Ip6 => bytes.extend(parts.next()?.parse::<Ipv6Addr>().ok()?.octets()),
                Value::Port => bytes.extend(parts.next()?.parse::<u16>().ok()?.to_be_bytes()),
                Value::Text => put_counted(parts.next()?.as_bytes(), &mut bytes)?,
                Value::PeerId => {
                    let id = parts.next().filter(|id| id.len() <= 128)?;
                    put_counted(&bs58::decode(id).into_vec().ok()?, &mut bytes)?;
                }
            }
        }
        Self::from_bytes(&bytes)
    }
}

impl fmt::Display for Multiaddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Reads the field `multiaddrs`: addresses behind their lengths. One that cannot be read is left out, and so are those that
/// lead through another node: whoever writes the field leaves out its own peer id, so that an id in it is another's.
pub(super) fn read_list(mut bytes: &[u8]) -> Vec<Multiaddr> {
    let mut addresses = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let Some((address, rest)) = rest.split_at_checked(u16::from_be_bytes(*length).into()) else { break };
        bytes = rest;
        addresses.extend(Multiaddr::from_bytes(address).filter(|address| !address.is_circuit));
    }
    addresses
}

/// Writes the field `multiaddrs`.
pub(super) fn write_list(addresses: &[Multiaddr]) -> Vec<u8> {
    let mut out = Vec::new();
    for address in addresses {
        // Longer than a record takes anyway.
        let Ok(length) = u16::try_from(address.bytes.len()) else { continue };
        out.extend(length.to_be_bytes());
        out.extend(&address.bytes);
    }
    out
}

fn take_part(from: &mut &[u8]) -> Option<(&'static str, Option<String>)> {
    let code = take_number(from)?;
    let (_, name, value) = PARTS.iter().find(|(known, ..)| *known == code)?;
    let value = match value {
        Value::None => None,
        Value::Ip4 => Some(Ipv4Addr::from(take::<4>(from)?).to_string()),
        Value::Ip6 => Some(Ipv6Addr::from(take::<16>(from)?).to_string()),
        Value::Port => Some(u16::from_be_bytes(take(from)?).to_string()),
        Value::Text => {
            let text = core::str::from_utf8(take_counted(from)?).ok()?;
            // What could not be written as one part would be read as another address.
            let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'/';
            (!text.is_empty() && text.bytes().all(is_plain)).then(|| Some(text.to_owned()))?
        }
        Value::PeerId => Some(take_counted(from).filter(|id| (1..=64).contains(&id.len())).map(base58)?),
    };
    Some((name, value))
}

fn base58(bytes: &[u8]) -> String {
    bs58::encode(bytes).into_string()
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = from.split_first_chunk()?;
    *from = rest;
    Some(*taken)
}

fn take_counted<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_number(from)?).ok()?;
    let (taken, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(taken)
}

/// A varint of up to four bytes, written as short as possible.
fn take_number(from: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for (index, shift) in [0, 7, 14, 21].into_iter().enumerate() {
        let [byte] = take(from)?;
        number |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return (byte != 0 || index == 0).then_some(number);
        }
    }
    None
}

fn put_number(mut number: u32, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = (number & 0x7f).to_le_bytes();
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn put_counted(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    put_number(u32::try_from(bytes.len()).ok()?, out);
    out.extend(bytes);
    Some(())
}
