//! The colours that people choose for their profile and accounts.

/// A customization colour. Databases keep the name as it came; wire messages carry the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CustomizationColor {
    Primary = 0,
    Purple = 1,
    Indigo = 2,
    Turquoise = 3,
    #[default]
    Blue = 4,
    Green = 5,
    Yellow = 6,
    Orange = 7,
    Red = 8,
    Flamingo = 9,
    Brown = 10,
    Sky = 11,
    Army = 12,
    Magenta = 13,
    Copper = 14,
    Camel = 15,
    YinYang = 16,
    Beige = 17,
}

impl CustomizationColor {
    /// All colours with their names, in the order of their ids.
    const ALL: [(Self, &'static str); 18] = [
        (Self::Primary, "primary"),
        (Self::Purple, "purple"),
        (Self::Indigo, "indigo"),
        (Self::Turquoise, "turquoise"),
        (Self::Blue, "blue"),
        (Self::Green, "green"),
        (Self::Yellow, "yellow"),
        (Self::Orange, "orange"),
        (Self::Red, "red"),
        (Self::Flamingo, "flamingo"),
        (Self::Brown, "brown"),
        (Self::Sky, "sky"),
        (Self::Army, "army"),
        (Self::Magenta, "magenta"),
        (Self::Copper, "copper"),
        (Self::Camel, "camel"),
        (Self::YinYang, "yinyang"),
        (Self::Beige, "beige"),
    ];

    /// The colour with an id; blue for an unknown one.
    #[must_use]
    pub fn from_id(id: u32) -> Self {
        usize::try_from(id).ok().and_then(|id| Self::ALL.get(id)).map(|(color, _)| *color).unwrap_or_default()
    }

    /// The colour with a name; blue for an unknown one.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(color, _)| *color).unwrap_or_default()
    }

    /// The id on the wire.
    #[must_use]
    pub const fn id(self) -> u32 {
        self as u32
    }

    /// The name in databases and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(color, _)| *color == self).map(|(_, name)| *name).unwrap_or_default()
    }
}
