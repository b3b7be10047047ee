//! Whatever crashes, is lost, refused or undone: each intent is carried out once, or was refused.

use proptest::prelude::*;
use ruint::aliases::U256;
use status_memory::MemoryWalletTransaction;
use status_ports::{ChainError, PendingTransactionRecord, PendingTransactionStore, TransactionState};

use super::super::{
    CONFIRMATIONS, NonceUse, Verdict, bytes_to_send, next_nonce, observe, settle_broadcast, store_signed,
};
use super::network::Network;
use super::{ALICE, CHAIN, transaction};

/// What happens between the signature and its remembered answer.
#[derive(Clone, Copy, Debug)]
enum Fate {
    AnswerComes,
    AnswerIsLost,
    CrashBefore,
    CrashAfter,
}

#[derive(Clone, Debug)]
enum Step {
    Send(Fate),
    Replace(usize, Fate),
    Mine,
    Reorganise(usize, bool),
    NodesForget,
    Observe,
    Restart,
    Money(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![
        4 => Just(Fate::AnswerComes),
        1 => Just(Fate::AnswerIsLost),
        1 => Just(Fate::CrashBefore),
        1 => Just(Fate::CrashAfter),
    ];
    let step = prop_oneof![
        4 => fate.clone().prop_map(Step::Send),
        2 => (any::<usize>(), fate).prop_map(|(which, fate)| Step::Replace(which, fate)),
        4 => Just(Step::Mine),
        1 => (1_usize..6, any::<bool>()).prop_map(|(depth, is_forgotten)| Step::Reorganise(depth, is_forgotten)),
        1 => Just(Step::NodesForget),
        3 => Just(Step::Observe),
        1 => Just(Step::Restart),
        1 => any::<bool>().prop_map(Step::Money),
    ];
    proptest::collection::vec(step, 0..60)
}

/// A device that sends, its store, and the network.
#[derive(Default)]
struct World {
    stores: MemoryWalletTransaction,
    network: Network,
    /// The transactions of each intent.
    intents: Vec<Vec<[u8; 32]>>,
    signed: u8,
}

impl World {
    fn signed(&mut self, nonce: u64, fee: U256) -> PendingTransactionRecord {
        self.signed += 1;
        PendingTransactionRecord {
            max_fee_per_gas: fee,
            max_priority_fee_per_gas: fee,
            ..transaction(self.signed, nonce, 0)
        }
    }

    fn send(&mut self, fate: Fate) {
        let pending_count = self.network.pending_count();
        let nonce = next_nonce(&mut self.stores, CHAIN, &ALICE, pending_count).unwrap();
        let row = self.signed(nonce, U256::from(1_000_u64));
        self.intents.push(vec![row.hash]);
        store_signed(&mut self.stores, row.clone(), NonceUse::Next { pending_count }).unwrap();
        self.broadcast(&row, fate);
    }

    fn replace(&mut self, which: usize, fate: Fate) {
        let Some(which) = which.checked_rem(self.intents.len()) else { return };
        let last = *self.intents[which].last().unwrap();
        let last = self.stores.find_pending_transaction(CHAIN, &last).unwrap().unwrap();
        let fee = last.max_fee_per_gas * U256::from(2_u64);
        let row = self.signed(last.nonce.unwrap(), fee);
        // Only what still waits can be replaced.
        let waits = self.intents[which].iter().any(|hash| {
            let row = self.stores.find_pending_transaction(CHAIN, hash).unwrap().unwrap();
            matches!(row.state, TransactionState::Signed | TransactionState::Broadcast)
        });
        if waits && store_signed(&mut self.stores, row.clone(), NonceUse::Chosen).is_ok() {
            self.intents[which].push(row.hash);
            self.broadcast(&row, fate);
        }
    }

    fn broadcast(&mut self, row: &PendingTransactionRecord, fate: Fate) {
        let answer = match fate {
            Fate::CrashBefore => return,
            _ => self.network.send(row),
        };
        let answer = match fate {
            Fate::CrashAfter => return,
            Fate::AnswerIsLost => Err(ChainError::Timeout),
            _ => answer,
        };
        settle_broadcast(&mut self.stores, CHAIN, &row.hash, &Verdict::of(&answer), true).unwrap();
    }

    fn send_again(&mut self, all: bool) {
        for (hash, _) in bytes_to_send(&self.stores.unfinished_transactions().unwrap(), all) {
            let row = self.stores.find_pending_transaction(CHAIN, &hash).unwrap().unwrap();
            let verdict = Verdict::of(&self.network.send(&row));
            settle_broadcast(&mut self.stores, CHAIN, &hash, &verdict, false).unwrap();
        }
    }

    fn observe(&mut self) {
        let view = self.network.view(&self.stores.unfinished_transactions().unwrap());
        observe(&mut self.stores, CHAIN, &view).unwrap();
        self.send_again(false);
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Send(fate) => self.send(fate),
            Step::Replace(which, fate) => self.replace(which, fate),
            Step::Mine => self.network.mine(),
            Step::Reorganise(depth, is_forgotten) => self.network.reorganise(depth, is_forgotten),
            Step::NodesForget => self.network.forget_what_waits(),
            Step::Observe => self.observe(),
            Step::Restart => self.send_again(true),
            Step::Money(is_there) => self.network.is_broke = !is_there,
        }
    }

    fn come_to_rest(&mut self) {
        self.network.is_broke = false;
        for _ in 0..4 {
            self.observe();
            self.send_again(true);
            self.network.mine();
        }
        for _ in 0..CONFIRMATIONS {
            self.network.mine();
        }
        self.observe();
    }
}

proptest! {
    #[test]
    fn each_intent_is_carried_out_once_or_was_refused(steps in steps()) {
        let mut world = World::default();
        for step in steps {
            world.step(step);
        }
        // A hole that was left by the last refusal is filled by whatever is sent next.
        world.network.is_broke = false;
        for _ in 0..10 {
            world.network.mine();
        }
        world.observe();
        for _ in 0..world.intents.len() {
            world.send(Fate::AnswerComes);
        }
        world.come_to_rest();
        prop_assert_eq!(world.stores.unfinished_transactions().unwrap(), []);
        let carried_out = world.network.carried_out();
        for intent in &world.intents {
            let mut times = 0;
            let mut was_refused = true;
            for hash in intent {
                let found = carried_out.get(hash).copied().unwrap_or_default();
                let state = world.stores.find_pending_transaction(CHAIN, hash).unwrap().unwrap().state;
                prop_assert_eq!(found == 1, matches!(state, TransactionState::Final { is_success: true, .. }));
                was_refused &= matches!(state, TransactionState::Dropped { .. });
                times += found;
            }
            prop_assert_eq!(times, usize::from(!was_refused));
        }
    }
}
