//! Times, sizes and addresses as people write them.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

#[cfg(test)]
mod tests;

/// A time such as `30d`, `12h`, `90m` or `45s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Span(pub(crate) Duration);

/// A size such as `10GiB`, `500MB` or `4096`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Size(pub(crate) u64);

/// Where to listen, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Endpoint {
    Off,
    At(SocketAddr),
}

/// A UDP port, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PortText")]
pub(crate) enum UdpPort {
    Off,
    At(u16),
}

/// A port as a number or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum PortText {
    Number(u64),
    Text(String),
}

const SECONDS: [(&str, u64); 5] = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)];
const BYTES: [(&str, u64); 5] = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)];
const DECIMAL_BYTES: [(&str, u64); 5] =
    [("", 1), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000)];

/// A whole number and its unit.
fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no time: write a whole number and s, m, h, d or w, such as 30d");
        let seconds = measure(text, &SECONDS).filter(|seconds| *seconds > 0);
        seconds.map(|seconds| Self(Duration::from_secs(seconds))).ok_or_else(wrong)
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no size: write a whole number and MiB, GiB, TiB, MB, GB or TB, such as 10GiB");
        measure(text, &BYTES).or_else(|| measure(text, &DECIMAL_BYTES)).map(Self).ok_or_else(wrong)
    }
}

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let wrong =
            |_| format!("{text:?} is no address: write IP:PORT, such as 0.0.0.0:60000 or [::]:60000, or \"off\"");
        text.parse().map(Self::At).map_err(wrong)
    }
}

impl FromStr for UdpPort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let wrong = |_| format!("{text:?} is no port: write a number from 0 to 65535, or \"off\"");
        text.parse().map(Self::At).map_err(wrong)
    }
}

impl TryFrom<PortText> for UdpPort {
    type Error = String;

    fn try_from(port: PortText) -> Result<Self, String> {
        match port {
            PortText::Number(number) => number.to_string().parse(),
            PortText::Text(text) => text.parse(),
        }
    }
}

macro_rules! from_text {
    ($($name:ident)*) => {
        $(impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        })*
    };
}

from_text!(Span Size Endpoint);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Days are what people count in.
        write_measure(f, self.0.as_secs(), &SECONDS[..4])
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_measure(f, self.0, &BYTES)
    }
}

/// In the largest unit that leaves a whole number.
fn write_measure(f: &mut fmt::Formatter<'_>, value: u64, units: &[(&str, u64)]) -> fmt::Result {
    let is_whole = |(_, factor): &&(&str, u64)| value >= *factor && value.is_multiple_of(*factor);
    let (unit, factor) = units.iter().rev().find(is_whole).unwrap_or(&units[0]);
    write!(f, "{}{unit}", value / factor)
}
