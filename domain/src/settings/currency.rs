//! Currencies in which a client may show prices.

/// A currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code or symbol of the token, in small letters: what the setting `currency` holds.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Its sign; empty for a token.
    pub symbol: &'static str,
    /// ISO 3166 code of the country whose flag stands for it; empty for a token.
    pub country: &'static str,
    /// Whether it is listed first.
    pub is_popular: bool,
}

const LIST: &str = include_str!("../../data/currencies.tsv");
/// The letter A as a regional indicator: two of them make a flag.
const REGIONAL_INDICATOR_A: u32 = 0x1f1e6;

impl Currency {
    /// Whether it is a token on a chain.
    #[must_use]
    pub const fn is_token(&self) -> bool {
        self.country.is_empty()
    }

    fn flag_letters(&self) -> impl Iterator<Item = u32> {
        let letters = self.country.bytes().map(|letter| u32::from(letter.wrapping_sub(b'A')));
        letters.map(|letter| REGIONAL_INDICATOR_A.saturating_add(letter))
    }

    /// The flag as an emoji; empty for a token.
    #[must_use]
    pub fn flag(&self) -> String {
        self.flag_letters().filter_map(char::from_u32).collect()
    }

    /// The code points of the flag in hexadecimal digits, with dashes between them; empty for a token.
    #[must_use]
    pub fn flag_code_points(&self) -> String {
        self.flag_letters().map(|letter| format!("{letter:x}")).collect::<Vec<_>>().join("-")
    }
}

/// All currencies, in the order in which they are listed.
pub fn currencies() -> impl Iterator<Item = Currency> {
    LIST.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next();
        Some(Currency {
            id: cell()?,
            name: cell()?,
            symbol: cell()?,
            country: cell()?,
            is_popular: cell()? == "popular",
        })
    })
}
