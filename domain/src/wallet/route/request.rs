//! What a person wants to send.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;

use super::{RequestError, SendType};
use crate::wallet::fee::FeeMode;

/// Chains whose share of an amount can be fixed: of real money, and for tests.
const LOCKABLE: [u64; 3] = [1, 10, 42_161];
const LOCKABLE_FOR_TESTS: [u64; 3] = [11_155_111, 11_155_420, 421_614];

/// Token with which usernames are paid, and what stands for it on test networks.
const SNT: &str = "SNT";
const STT: &str = "STT";

/// What is to be sent, as a client says it. Nothing of it is checked before [`RouteRequest::check`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteRequest {
    /// Id that the client gave it: every answer carries it.
    pub uuid: String,
    /// Number of a [`SendType`].
    pub send_type: i64,
    /// Who pays.
    pub from: [u8; 20],
    /// Who receives.
    pub to: [u8; 20],
    /// Smallest units of the token.
    pub amount_in: Option<U256>,
    /// Smallest units of the other token that shall arrive, instead of an amount that goes.
    pub amount_out: Option<U256>,
    /// Symbol of the token, or `contract:id` of a collectible.
    pub token: String,
    /// Whether the collectible is the owner token of a community.
    pub is_owner_token: bool,
    /// Symbol of the token that shall arrive.
    pub to_token: String,
    /// Chains that money must not come from.
    pub disabled_from: BTreeSet<u64>,
    /// Chains that money must not go to.
    pub disabled_to: BTreeSet<u64>,
    /// How much the transactions may cost.
    pub fee_mode: FeeMode,
    /// For a chain, how much must come from it; zero excludes it.
    pub locked: BTreeMap<u64, Option<U256>>,
    /// A username of ENS.
    pub username: String,
    /// `0x04` and the coordinates of a public key.
    pub public_key: String,
    /// A pack of stickers.
    pub pack: Option<U256>,
}

/// What a request that was checked says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRequest {
    /// What it is for.
    pub send_type: SendType,
    /// Smallest units of the token.
    pub amount_in: U256,
    /// For a chain, how much must come from it; zero excludes it.
    pub locked: BTreeMap<u64, U256>,
}

impl RouteRequest {
    /// Whether it makes sense. `is_test`: money is that of test networks.
    ///
    /// # Errors
    /// The first [`RequestError`], in the order in which clients know them.
    pub fn check(&self, is_test: bool) -> Result<CheckedRequest, RequestError> {
        let send_type = SendType::from_number(self.send_type).ok_or(RequestError::SendTypeUnknown(self.send_type))?;
        self.check_purpose(send_type, is_test)?;
        let amount_in = self.amount_in.ok_or(RequestError::AmountMissing)?;
        // A username has one price and one chain.
        let locked =
            if send_type == SendType::EnsRegister { BTreeMap::new() } else { self.check_locked(amount_in, is_test)? };
        Ok(CheckedRequest { send_type, amount_in, locked })
    }

    fn check_purpose(&self, send_type: SendType, is_test: bool) -> Result<(), RequestError> {
        let has_name_and_key = !self.username.is_empty() && !self.public_key.is_empty();
        let is_set = |amount: Option<U256>| amount.is_some_and(|amount| !amount.is_zero());
        match send_type {
            SendType::EnsRegister if !has_name_and_key => Err(RequestError::RegisterRequiresUsernameAndKey),
            SendType::EnsRegister if is_test && self.token != STT => Err(RequestError::RegisterOnTestnetTakesStt),
            SendType::EnsRegister if !is_test && self.token != SNT => Err(RequestError::RegisterOnMainnetTakesSnt),
            SendType::EnsRelease if self.username.is_empty() => Err(RequestError::ReleaseRequiresUsername),
            SendType::EnsSetPubKey if !has_name_and_key => Err(RequestError::SetKeyRequiresUsernameAndKey),
            SendType::EnsSetPubKey if !self.username.ends_with(".eth") => Err(RequestError::SetKeyUsernameInvalid),
            SendType::StickersBuy if self.pack.is_none() => Err(RequestError::StickersRequirePack),
            SendType::Swap if self.to_token.is_empty() => Err(RequestError::SwapRequiresToToken),
            SendType::Swap if self.token == self.to_token => Err(RequestError::SwapTokensMustDiffer),
            SendType::Swap if is_set(self.amount_in) && is_set(self.amount_out) => {
                Err(RequestError::SwapAmountsAreExclusive)
            }
            _ => Ok(()),
        }
    }

    /// Every locked chain, then all together.
    fn check_locked(&self, amount_in: U256, is_test: bool) -> Result<BTreeMap<u64, U256>, RequestError> {
        let lockable = if is_test { &LOCKABLE_FOR_TESTS } else { &LOCKABLE };
        let mut locked = BTreeMap::new();
        for (chain, amount) in &self.locked {
            if self.disabled_from.contains(chain) {
                return Err(RequestError::LockedChainDisabled);
            }
            if !lockable.contains(chain) {
                return Err(RequestError::LockedChainUnsupported);
            }
            locked.insert(*chain, amount.ok_or(RequestError::LockedAmountMissing)?);
        }
        if locked.is_empty() {
            return Ok(locked);
        }
        let are_all_locked = locked.len() == lockable.len();
        if are_all_locked && locked.values().all(U256::is_zero) {
            return Err(RequestError::AllChainsExcluded);
        }
        let total = locked.values().fold(U256::ZERO, |sum, amount| sum.saturating_add(*amount));
        match total.cmp(&amount_in) {
            core::cmp::Ordering::Greater => Err(RequestError::LockedExceedsTotal),
            core::cmp::Ordering::Less if are_all_locked => Err(RequestError::LockedBelowTotal),
            _ => Ok(locked),
        }
    }
}
