//! How bad the network is.

use std::ops::RangeInclusive;

use status_ports::Entropy as _;

use crate::SeededEntropy;

/// What happens to messages on their way between two connected nodes. Chances are per mille.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkConditions {
    /// How long every message takes, in milliseconds: each link draws its own once.
    pub delay_ms: RangeInclusive<u64>,
    /// What comes on top, drawn for each message: what makes messages overtake each other.
    pub jitter_ms: RangeInclusive<u64>,
    /// How many messages and requests are lost.
    pub loss_per_mille: u32,
    /// How many messages come again later, as if another path, or a node that keeps messages, brought them once more.
    pub repeat_per_mille: u32,
    /// How many messages are held back.
    pub late_per_mille: u32,
    /// How long messages are held back, in milliseconds.
    pub late_by_ms: RangeInclusive<u64>,
}

impl Default for LinkConditions {
    /// Nothing is lost, and everything takes no time.
    fn default() -> Self {
        Self {
            delay_ms: 0..=0,
            jitter_ms: 0..=0,
            loss_per_mille: 0,
            repeat_per_mille: 0,
            late_per_mille: 0,
            late_by_ms: 0..=0,
        }
    }
}

/// How a node answers what it is asked, whatever its handlers do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ServiceConditions {
    /// At once.
    #[default]
    Prompt,
    /// After so many milliseconds, drawn for each request.
    Slow(RangeInclusive<u64>),
    /// It takes requests and never answers.
    Dead,
}

/// The dice of a network.
#[derive(Clone, Debug)]
pub(super) struct Dice(SeededEntropy);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    fn next(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number of the range. The bias of the modulus is without meaning here.
    pub(super) fn within(&mut self, range: &RangeInclusive<u64>) -> u64 {
        let width = range.end().saturating_sub(*range.start()).saturating_add(1);
        range.start() + self.next() % width
    }

    fn happens(&mut self, per_mille: u32) -> bool {
        per_mille > 0 && self.next() % 1000 < u64::from(per_mille)
    }
}

/// One link, as one of its ends sees it.
#[derive(Clone, Debug)]
pub(super) struct Link {
    delay_ms: u64,
    /// `None` where nothing ever goes wrong and nothing takes time.
    conditions: Option<LinkConditions>,
}

/// What becomes of a message on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It arrives at once, before anything else happens.
    AtOnce,
    After(u64),
    Lost,
}

impl Link {
    /// A link whose own delay is determined by the network's seed and who its ends are.
    pub(super) fn new(conditions: Option<&LinkConditions>, seed: u64) -> Self {
        let delay_ms = conditions.map_or(0, |conditions| Dice::new(seed).within(&conditions.delay_ms));
        Self { delay_ms, conditions: conditions.cloned() }
    }

    pub(super) fn fate(&self, dice: &mut Dice) -> Fate {
        let Some(conditions) = &self.conditions else {
            return Fate::AtOnce;
        };
        if dice.happens(conditions.loss_per_mille) {
            return Fate::Lost;
        }
        let mut delay = self.delay_ms + dice.within(&conditions.jitter_ms);
        if dice.happens(conditions.late_per_mille) {
            delay += dice.within(&conditions.late_by_ms);
        }
        Fate::After(delay)
    }

    /// When a message that arrives now comes again, if it does.
    pub(super) fn repeat(&self, dice: &mut Dice) -> Option<u64> {
        let conditions = self.conditions.as_ref()?;
        dice.happens(conditions.repeat_per_mille).then(|| self.delay_ms + dice.within(&conditions.late_by_ms))
    }
}
