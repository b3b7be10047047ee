//! One way from a chain to a chain, and what it costs.

use ruint::aliases::U256;

use super::{AmountOption, ChainBalance, ProcessorKind, RouteError};
use crate::wallet::fee::{ChainFees, EstimatedTime, FeeLevels, FeeMode};

/// A token on a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteToken {
    /// Its symbol; the id of a collectible.
    pub symbol: String,
    /// Its contract; zero for the native token.
    pub address: [u8; 20],
    /// Digits behind the point.
    pub decimals: u32,
    /// Whether it is what fees are paid in.
    pub is_native: bool,
}

/// What a transaction does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionDraft {
    /// Whom it goes to.
    pub to: [u8; 20],
    /// Call data.
    pub data: Vec<u8>,
    /// Whether the amount goes along as value.
    pub sends_amount: bool,
}

/// That a contract is allowed to take tokens, before it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Smallest units of the token.
    pub amount: U256,
    /// Gas of the transaction.
    pub gas: u64,
    /// Wei for its data on layer 1.
    pub l1_fee: U256,
}

/// A way that a processor offers. Nothing of it changes with a new block, apart from the data fees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who carries.
    pub processor: ProcessorKind,
    /// Where the money is.
    pub from_chain: u64,
    /// Where it goes.
    pub to_chain: u64,
    /// What is sent.
    pub from_token: RouteToken,
    /// What arrives, if that is something else.
    pub to_token: Option<RouteToken>,
    /// How much of it is sent.
    pub option: AmountOption,
    /// How much arrives.
    pub amount_out: U256,
    /// Whether all that is sent arrives, so that what is taken from the one is taken from the other.
    pub delivers_all: bool,
    /// What a bonder takes, in the token.
    pub bonder_fee: U256,
    /// What a bridge takes besides, in the token.
    pub token_fee: U256,
    /// The transaction.
    pub transaction: TransactionDraft,
    /// Gas of the transaction.
    pub gas: u64,
    /// Wei for its data on layer 1.
    pub l1_fee: U256,
    /// The contract that tokens are entrusted to; zero if none is.
    pub contract: [u8; 20],
    /// What has to be allowed first.
    pub approval: Option<Approval>,
    /// How long it probably takes.
    pub estimated_time: EstimatedTime,
}

/// A candidate with what it costs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// What does not change.
    pub candidate: Candidate,
    /// How much is sent: that of the candidate, without fees once they are subtracted.
    pub amount_in: U256,
    /// How much arrives.
    pub amount_out: U256,
    /// What may be chosen as highest fee.
    pub max_fees: FeeLevels,
    /// The highest fee that was chosen, wei per gas.
    pub max_fee: U256,
    /// Wei per gas that the next block burns.
    pub base_fee: U256,
    /// Wei per gas that go to whoever makes the block.
    pub tip: U256,
    /// Wei for the gas of the transaction.
    pub fee: U256,
    /// Wei for the gas of the approval.
    pub approval_fee: U256,
    /// Wei for all: both transactions and their data.
    pub total_fee: U256,
}

impl Path {
    /// What a candidate costs with these fees of its chain.
    #[must_use]
    pub fn new(candidate: Candidate, fees: &ChainFees, mode: FeeMode) -> Self {
        let max_fee = fees.max_fees.of(mode);
        let of_gas = |gas: u64| max_fee.saturating_mul(U256::from(gas));
        let fee = of_gas(candidate.gas);
        let approval_fee = candidate.approval.as_ref().map_or(U256::ZERO, |approval| of_gas(approval.gas));
        let total_fee = [candidate.l1_fee, approval_fee, candidate.approval_l1_fee()]
            .into_iter()
            .fold(fee, |sum, part| sum.saturating_add(part));
        Self {
            amount_in: candidate.option.amount,
            amount_out: candidate.amount_out,
            max_fees: fees.max_fees,
            max_fee,
            base_fee: fees.base_fee,
            tip: fees.tips.of(mode),
            fee,
            approval_fee,
            total_fee,
            candidate,
        }
    }

    /// Smallest units of the token that must be there; zero for the native token, see [`Path::required_native`].
    #[must_use]
    pub const fn required_token(&self) -> U256 {
        if self.candidate.from_token.is_native { U256::ZERO } else { self.candidate.option.amount }
    }

    /// Wei that must be there.
    #[must_use]
    pub fn required_native(&self) -> U256 {
        match (self.candidate.from_token.is_native, self.candidate.option.subtract_fees) {
            (true, true) => self.candidate.option.amount,
            (true, false) => self.candidate.option.amount.saturating_add(self.total_fee),
            (false, _) => self.total_fee,
        }
    }

    /// Whether what is there on its chain pays for it.
    ///
    /// # Errors
    /// [`RouteError`] that says what is missing.
    pub fn check(&self, balance: &ChainBalance) -> Result<(), RouteError> {
        let candidate = &self.candidate;
        if candidate.bonder_fee > candidate.amount_out {
            return Err(RouteError::BonderFeeTooHigh);
        }
        let required = self.required_token();
        if !required.is_zero() && balance.token.ok_or(RouteError::TokenNotFound)? < required {
            let symbol = candidate.from_token.symbol.clone();
            return Err(RouteError::TokenBalanceTooLow { symbol, chain_id: candidate.from_chain });
        }
        let native = balance.native.ok_or(RouteError::NativeTokenNotFound)?;
        let is_eaten_up = self.subtracts_fees() && candidate.option.amount <= self.total_fee;
        if native < self.required_native() || is_eaten_up {
            return Err(RouteError::NativeBalanceTooLow { chain_id: candidate.from_chain });
        }
        Ok(())
    }

    /// The same with the fees taken from the amount, if all that is there is sent.
    #[must_use]
    pub fn with_fees_subtracted(mut self) -> Self {
        if self.subtracts_fees() {
            self.amount_in = self.candidate.option.amount.saturating_sub(self.total_fee);
            if self.candidate.delivers_all {
                self.amount_out = self.amount_in;
            }
        }
        self
    }

    const fn subtracts_fees(&self) -> bool {
        self.candidate.option.subtract_fees && self.candidate.from_token.is_native
    }
}

impl Candidate {
    /// Wei for the data of the approval on layer 1.
    #[must_use]
    pub fn approval_l1_fee(&self) -> U256 {
        self.approval.as_ref().map_or(U256::ZERO, |approval| approval.l1_fee)
    }
}
