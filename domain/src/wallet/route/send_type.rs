//! What is sent, and who can carry it.

use crate::wallet::status_contracts;

/// What a route is for. The numbers are those of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum SendType {
    /// Money to an address, on the same chain or another.
    Transfer = 0,
    /// A username is bought.
    EnsRegister = 1,
    /// A username is given back.
    EnsRelease = 2,
    /// A username gets a public key.
    EnsSetPubKey = 3,
    /// A pack of stickers is bought.
    StickersBuy = 4,
    /// Money to another chain.
    Bridge = 5,
    /// A collectible of which there is one.
    Erc721Transfer = 6,
    /// Collectibles of which there are many.
    Erc1155Transfer = 7,
    /// One token becomes another.
    Swap = 8,
}

/// Who carries money from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcessorKind {
    /// A plain transfer of the native token or of an ERC-20 token.
    Transfer,
    /// A transfer of a collectible of which there is one.
    Erc721Transfer,
    /// A transfer of collectibles of which there are many.
    Erc1155Transfer,
    /// The bridge Hop.
    Hop,
    /// The bridge of Celer.
    CBridge,
    /// The exchange Paraswap.
    Paraswap,
    /// The registrar of usernames.
    EnsRegister,
    /// The registrar of usernames.
    EnsRelease,
    /// The resolver of a username.
    EnsPublicKey,
    /// The market of stickers.
    StickersBuy,
}

impl ProcessorKind {
    /// The name that clients know.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "Transfer",
            Self::Erc721Transfer => "ERC721Transfer",
            Self::Erc1155Transfer => "ERC1155Transfer",
            Self::Hop => "Hop",
            Self::CBridge => "CBridge",
            Self::Paraswap => "Paraswap",
            Self::EnsRegister => "ENSRegister",
            Self::EnsRelease => "ENSRelease",
            Self::EnsPublicKey => "ENSPublicKey",
            Self::StickersBuy => "StickersBuy",
        }
    }

    /// The code of errors that only this processor has.
    pub(super) const fn error_code(self) -> &'static str {
        match self {
            Self::Transfer => "WPP-025",
            Self::Erc721Transfer => "WPP-026",
            Self::Erc1155Transfer => "WPP-027",
            Self::Hop => "WPP-028",
            Self::CBridge => "WPP-029",
            Self::Paraswap => "WPP-030",
            Self::EnsRegister => "WPP-031",
            Self::EnsRelease => "WPP-032",
            Self::EnsPublicKey => "WPP-033",
            Self::StickersBuy => "WPP-034",
        }
    }

    /// Whether it carries to other chains.
    #[must_use]
    pub const fn is_bridge(self) -> bool {
        matches!(self, Self::Hop | Self::CBridge)
    }
}

impl SendType {
    /// By the number of the API.
    #[must_use]
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Transfer,
            1 => Self::EnsRegister,
            2 => Self::EnsRelease,
            3 => Self::EnsSetPubKey,
            4 => Self::StickersBuy,
            5 => Self::Bridge,
            6 => Self::Erc721Transfer,
            7 => Self::Erc1155Transfer,
            8 => Self::Swap,
            _ => return None,
        })
    }

    /// The number of the API.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Whether collectibles are sent: the token is `contract:id` then.
    #[must_use]
    pub const fn is_collectible(self) -> bool {
        matches!(self, Self::Erc721Transfer | Self::Erc1155Transfer)
    }

    /// Whether a contract of usernames is called.
    #[must_use]
    pub const fn is_ens(self) -> bool {
        matches!(self, Self::EnsRegister | Self::EnsRelease | Self::EnsSetPubKey)
    }

    /// Whether a contract may have to be allowed to take tokens first.
    #[must_use]
    pub const fn may_need_approval(self) -> bool {
        matches!(self, Self::Transfer | Self::Bridge | Self::Swap)
    }

    /// Whether the next cheapest route is tried when the best cannot be paid.
    #[must_use]
    pub const fn tries_other_routes(self) -> bool {
        matches!(self, Self::Transfer | Self::Bridge)
    }

    /// Whether a processor can serve this.
    #[must_use]
    pub const fn can_use(self, processor: ProcessorKind) -> bool {
        match self {
            Self::Transfer => matches!(processor, ProcessorKind::Transfer) || processor.is_bridge(),
            Self::Bridge => processor.is_bridge(),
            Self::Swap => matches!(processor, ProcessorKind::Paraswap),
            Self::Erc721Transfer => matches!(processor, ProcessorKind::Erc721Transfer),
            Self::Erc1155Transfer => matches!(processor, ProcessorKind::Erc1155Transfer),
            Self::EnsRegister => matches!(processor, ProcessorKind::EnsRegister),
            Self::EnsRelease => matches!(processor, ProcessorKind::EnsRelease),
            Self::EnsSetPubKey => matches!(processor, ProcessorKind::EnsPublicKey),
            Self::StickersBuy => matches!(processor, ProcessorKind::StickersBuy),
        }
    }

    /// Whether a processor may carry nothing. `wants_amount`: how much shall arrive was asked for instead.
    #[must_use]
    pub const fn allows_nothing(self, processor: ProcessorKind, wants_amount: bool) -> bool {
        match self {
            Self::Transfer => matches!(processor, ProcessorKind::Transfer),
            Self::Swap => wants_amount,
            Self::EnsRelease => true,
            _ => false,
        }
    }

    /// Whether it can begin on a chain.
    #[must_use]
    pub fn is_available_on(self, chain_id: u64) -> bool {
        match self {
            Self::Swap => matches!(chain_id, 1 | 10 | 42_161),
            Self::EnsRegister | Self::EnsRelease | Self::EnsSetPubKey | Self::StickersBuy => {
                status_contracts(chain_id).is_some()
            }
            Self::Transfer | Self::Bridge | Self::Erc721Transfer | Self::Erc1155Transfer => true,
        }
    }

    /// Whether it can go from one chain to the other.
    #[must_use]
    pub const fn is_available_between(self, from: u64, to: u64) -> bool {
        match self {
            Self::Transfer => true,
            Self::Bridge => from != to,
            _ => from == to,
        }
    }
}
