use super::blocks::{Block, Chain};
use super::*;

#[derive(Clone, Debug)]
enum Event {
    Grow(Block),
    Reorganise(usize, Vec<Block>),
    Accounts(BTreeSet<u8>, u64),
    Read(Option<Vec<Block>>),
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let blocks = || proptest::collection::vec(any::<Block>(), 1..4);
    prop_oneof![
        any::<Block>().prop_map(Event::Grow),
        (1..5_usize, blocks()).prop_map(|(depth, blocks)| Event::Reorganise(depth, blocks)),
        (proptest::collection::btree_set(1..5_u8, 0..4), 1..10_u64)
            .prop_map(|(accounts, start)| Event::Accounts(accounts, start)),
        proptest::option::of(blocks()).prop_map(Event::Read),
        proptest::option::of(blocks()).prop_map(Event::Read),
        Just(Event::Restart),
    ]
}

/// Hashes by number.
type Blocks = BTreeMap<u64, [u8; 32]>;

/// For each account where it begins, and which blocks were read.
#[derive(Default)]
struct Read(BTreeMap<[u8; 20], (u64, Blocks)>);

impl Read {
    fn undo(&mut self, accounts: &BTreeSet<[u8; 20]>, first: u64) {
        for account in accounts {
            self.0.get_mut(account).unwrap().1.split_off(&first);
        }
    }

    /// One step, as far as the chain lets it; whether there was one.
    fn step(&mut self, scans: &mut Scans, chain: &mut Chain, meanwhile: Option<&[Block]>, size: RangeSize) -> bool {
        let Some(step) = scans.next(chain.head(), size) else { return false };
        let before = chain.heads(step.range).unwrap();
        let blocks: Vec<_> =
            (step.range.first..=step.range.last).map(|block| (block, chain.hash(block).unwrap())).collect();
        if let Some(meanwhile) = meanwhile {
            chain.reorganise(2, meanwhile);
        }
        let accepted = chain.heads(step.range).is_some_and(|after| scans.accept(&step, before, after).is_ok());
        if accepted {
            for account in &step.accounts {
                self.0.get_mut(account).unwrap().1.extend(blocks.iter().copied());
            }
        } else {
            for (accounts, first) in scans.rewind(|number| chain.hash(number)) {
                self.undo(&accounts, first);
            }
        }
        true
    }
}

proptest! {
    #[test]
    fn whoever_comes_and_whatever_the_chain_does_everything_is_read_for_everybody(
        events in proptest::collection::vec(event(), 0..80), most in 1..6_u64,
    ) {
        let (mut chain, mut scans, mut read) = (Chain::new(), Scans::default(), Read::default());
        let size = RangeSize::new(most);
        for event in events {
            match event {
                Event::Grow(block) => chain.grow(block),
                Event::Reorganise(depth, blocks) => chain.reorganise(depth, &blocks),
                Event::Accounts(accounts, start) => {
                    let accounts: BTreeSet<[u8; 20]> = accounts.into_iter().map(|account| [account; 20]).collect();
                    for gone in scans.set_accounts(&accounts, start) {
                        read.0.remove(&gone);
                    }
                    for account in accounts {
                        read.0.entry(account).or_insert_with(|| (start, BTreeMap::new()));
                    }
                }
                Event::Read(meanwhile) => {
                    read.step(&mut scans, &mut chain, meanwhile.as_deref(), size);
                }
                Event::Restart => scans = Scans::restore(&scans.records()),
            }
            let in_groups: usize = scans.records().iter().map(|record| record.accounts.len()).sum();
            prop_assert_eq!(in_groups, read.0.len(), "each is in one group");
        }
        // The chain goes on, so that what it took back is noticed.
        for fork in 0..12 {
            chain.grow((fork, false));
            for _ in 0..200 {
                if !read.step(&mut scans, &mut chain, None, size) {
                    break;
                }
            }
        }
        prop_assert_eq!(scans.read_up_to(chain.head()), read.0.keys().copied().collect::<BTreeSet<_>>());
        prop_assert!(scans.records().len() <= 1, "all are level");
        for (start, blocks) in read.0.values() {
            let expected: BTreeMap<u64, [u8; 32]> =
                (*start..=chain.head()).map(|block| (block, chain.hash(block).unwrap())).collect();
            // Whoever joined others is read with them again, from where they were read.
            prop_assert!(blocks.iter().all(|(block, hash)| chain.hash(*block) == Some(*hash)));
            let blocks: BTreeMap<u64, [u8; 32]> = blocks.range(start..).map(|(block, hash)| (*block, *hash)).collect();
            prop_assert_eq!(blocks, expected);
        }
    }
}

#[test]
fn the_past_of_an_account_is_read_only_so_far_back() {
    assert_eq!(history_start(1, 20_000_000), 17_000_000);
    assert_eq!(history_start(11_155_420, 20_000_000), 19_700_000);
    assert_eq!(history_start(31337, 5), 0);
}
