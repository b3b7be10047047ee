use status_memory::MemoryWalletTransaction;
use status_ports::{TokenBalanceRecord, TokenBalanceStore as _, TransferQuery, TransferStore as _};

use super::blocks::{Block, Chain};
use super::*;

/// Blocks that stay.
const BASE: u64 = 10;

#[derive(Clone, Debug)]
enum Event {
    Grow(Block),
    Reorganise(usize, Vec<Block>),
    /// Who is there, where those who come begin, and how much of the past before is read.
    Accounts(BTreeSet<u8>, u64, u64),
    /// What the chain does meanwhile, and which blocks are not told whole.
    Read(Option<Vec<Block>>, u8),
    Fail,
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let blocks = || proptest::collection::vec(any::<Block>(), 1..4);
    let read = || (proptest::option::of(blocks()), any::<u8>()).prop_map(|(blocks, mask)| Event::Read(blocks, mask));
    prop_oneof![
        any::<Block>().prop_map(Event::Grow),
        (1..5_usize, blocks()).prop_map(|(depth, blocks)| Event::Reorganise(depth, blocks)),
        (proptest::collection::btree_set(1..5_u8, 0..4), 1..=BASE, 0..BASE)
            .prop_map(|(accounts, start, past)| Event::Accounts(accounts, start, past)),
        read(),
        read(),
        Just(Event::Fail),
        Just(Event::Restart),
    ]
}

/// Hashes by number.
type Blocks = BTreeMap<u64, [u8; 32]>;

/// For each account which block is the oldest, and which were read.
#[derive(Default)]
struct Read(BTreeMap<[u8; 20], (u64, Blocks)>);

impl Read {
    fn undo(&mut self, accounts: &BTreeSet<[u8; 20]>, first: u64) {
        for account in accounts {
            self.0.get_mut(account).unwrap().1.split_off(&first);
        }
    }

    /// One step, as far as the chain lets it; whether there was one.
    fn step(
        &mut self,
        scans: &mut Scans,
        chain: &mut Chain,
        (meanwhile, mask): (Option<&[Block]>, u8),
        (size, due): (RangeSize, u64),
    ) -> bool {
        let Some(step) = scans.next(chain.head(), size).or_else(|| scans.next_gap(due, size)) else { return false };
        let numbers = step.range.first..=step.range.last;
        let before = chain.heads(step.range);
        let blocks: Vec<_> = numbers.filter_map(|block| Some((block, chain.hash(block)?))).collect();
        if let Some(meanwhile) = meanwhile {
            reorganise(chain, 2, meanwhile);
        }
        let untold: BTreeSet<u64> =
            blocks.iter().map(|(block, _)| *block).filter(|block| mask & (1 << (block % 8)) != 0).collect();
        let accepted = before
            .zip(chain.heads(step.range))
            .is_some_and(|(before, after)| scans.accept(&step, before, after, &untold, chain.head()).is_ok());
        if accepted {
            for account in &step.accounts {
                let read = &mut self.0.get_mut(account).unwrap().1;
                read.extend(blocks.iter().filter(|(block, _)| !untold.contains(block)).copied());
            }
        } else {
            for (accounts, first) in scans.rewind(|number| chain.hash(number)) {
                self.undo(&accounts, first);
            }
        }
        true
    }
}

fn reorganise(chain: &mut Chain, depth: usize, blocks: &[Block]) {
    let most = usize::try_from(chain.head() - BASE).unwrap();
    chain.reorganise(depth.min(most), blocks);
}

proptest! {
    #[test]
    fn whoever_comes_and_whatever_the_chain_does_everything_is_read_for_everybody(
        events in proptest::collection::vec(event(), 0..80), most in 1..6_u64,
    ) {
        let (mut chain, mut scans, mut read) = (Chain::new(), Scans::default(), Read::default());
        (0..BASE).for_each(|_| chain.grow((0, false)));
        let size = RangeSize::new(most);
        for event in events {
            match event {
                Event::Grow(block) => chain.grow(block),
                Event::Reorganise(depth, blocks) => reorganise(&mut chain, depth, &blocks),
                Event::Accounts(accounts, start, past) => {
                    let accounts: BTreeSet<[u8; 20]> = accounts.into_iter().map(|account| [account; 20]).collect();
                    let oldest = start.saturating_sub(past).max(1);
                    for gone in scans.keep_accounts(&accounts) {
                        read.0.remove(&gone);
                    }
                    scans.add_accounts(&accounts, start, oldest);
                    for account in accounts {
                        read.0.entry(account).or_insert_with(|| (oldest, BTreeMap::new()));
                    }
                }
                Event::Read(meanwhile, mask) => {
                    let due = chain.head();
                    read.step(&mut scans, &mut chain, (meanwhile.as_deref(), mask), (size, due));
                }
                Event::Fail => if let Some(step) = scans.next_gap(chain.head(), size) {
                    scans.postpone(&step, chain.head());
                    prop_assert_ne!(scans.next_gap(chain.head(), size), Some(step), "not at once");
                },
                Event::Restart => scans = Scans::restore(&scans.records()),
            }
            let in_groups: usize = scans.records().scans.iter().map(|record| record.accounts.len()).sum();
            prop_assert_eq!(in_groups, read.0.len(), "each is in one group");
        }
        // The chain goes on, so that what it took back is noticed.
        for fork in 0..12 {
            chain.grow((fork, false));
            for _ in 0..400 {
                if !read.step(&mut scans, &mut chain, (None, 0), (size, u64::MAX)) {
                    break;
                }
            }
        }
        prop_assert_eq!(scans.read_up_to(chain.head()), read.0.keys().copied().collect::<BTreeSet<_>>());
        prop_assert!(scans.records().scans.len() <= 1, "all are level");
        prop_assert_eq!(scans.records().gaps, [], "nothing is left out");
        for (oldest, blocks) in read.0.values() {
            let expected: BTreeMap<u64, [u8; 32]> =
                (*oldest..=chain.head()).map(|block| (block, chain.hash(block).unwrap())).collect();
            // Whoever joined others is read with them again, from where they were read.
            prop_assert!(blocks.iter().all(|(block, hash)| chain.hash(*block) == Some(*hash)));
            let blocks: BTreeMap<u64, [u8; 32]> = blocks.range(oldest..).map(|(block, hash)| (*block, *hash)).collect();
            prop_assert_eq!(blocks, expected);
        }
    }
}

#[test]
fn the_past_of_an_account_is_read_only_so_far_back() {
    assert_eq!(history_start(1, 20_000_000), 17_000_000);
    assert_eq!(history_start(11_155_420, 20_000_000), 19_700_000);
    assert_eq!(history_start(31337, 5), 0);
    // A year and a bit, however fast the chain is.
    assert_eq!(oldest_block(1, 20_000_000), history_start(1, 20_000_000));
    assert_eq!(oldest_block(42161, 400_000_000), 280_000_000);
    assert_eq!(oldest_block(31337, 5), 0);
}

fn heads(range: BlockRange) -> RangeHeads {
    RangeHeads { parent_hash: word(range.first - 1), last_hash: word(range.last) }
}

fn accept(scans: &mut Scans, step: &ScanStep, untold: &[u64], head: u64) -> Result<(), ScanError> {
    scans.accept(step, heads(step.range), heads(step.range), &untold.iter().copied().collect(), head)
}

#[test]
fn the_past_is_read_backwards_after_all_else_and_each_part_once() {
    let mut scans = Scans::default();
    scans.add_accounts(&accounts(), 90, 50);
    let size = RangeSize::new(15);
    let next = |scans: &Scans| scans.next(100, size).or_else(|| scans.next_gap(100, size));
    let mut read = Vec::new();
    while let Some(step) = next(&scans) {
        accept(&mut scans, &step, &[], 100).unwrap();
        read.push((step.range.first, step.range.last));
    }
    assert_eq!(read, [(90, 100), (75, 89), (60, 74), (50, 59)]);
    assert_eq!(scans.records().gaps, []);
}

#[test]
fn a_block_that_is_not_told_whole_is_tried_again_less_and_less_often() {
    let mut scans = Scans::default();
    scans.add_accounts(&accounts(), 1, 1);
    let size = RangeSize::new(100);
    let step = scans.next(10, size).unwrap();
    accept(&mut scans, &step, &[7], 10).unwrap();
    assert_eq!((scans.next_gap(10, size), scans.read_up_to(10)), (None, accounts()), "it holds nothing up");
    let mut tries = Vec::new();
    for head in 11..100 {
        if let Some(step) = scans.next_gap(head, size) {
            assert_eq!(step.range, BlockRange { first: 7, last: 7 });
            accept(&mut scans, &step, &[7], head).unwrap();
            tries.push((head, scans.attempts(7)));
        }
    }
    assert_eq!(tries, [(11, 2), (13, 3), (17, 4), (25, 5), (41, 6), (73, 7)]);
    let step = scans.next_gap(1_000, size).unwrap();
    accept(&mut scans, &step, &[], 1_000).unwrap();
    assert_eq!(scans.next_gap(u64::MAX, size), None);
}

#[test]
fn a_chain_that_tells_nothing_whole_is_not_read_on() {
    let mut scans = Scans::default();
    scans.add_accounts(&accounts(), 1, 1);
    let step = scans.next(1_000, RangeSize::new(1_000)).unwrap();
    let before = scans.clone();
    let untold: Vec<u64> = (1..=1_000).collect();
    assert_eq!(accept(&mut scans, &step, &untold, 1_000), Err(ScanError::TooManyGaps));
    assert_eq!(scans, before);
}

#[test]
fn what_is_known_of_an_account_goes_with_it_on_all_chains() {
    let mut stores = MemoryWalletTransaction::default();
    let both = BTreeSet::from([ME, OTHER]);
    let mut scans = Scans::default();
    scans.add_accounts(&both, 9, 5);
    for chain_id in [1, 10] {
        stores.replace_scans(chain_id, &scans.records()).unwrap();
        let of = |account| Transfer { account, asset: Asset::native(chain_id), ..transfer(ME, OTHER, 7) };
        stores.save_transfers(&[of(ME), of(OTHER)]).unwrap();
        let balance =
            |account| TokenBalanceRecord { account, chain_id, token: TOKEN, balance: U256::from(1), read_at: 1 };
        stores.save_token_balances(&[balance(ME), balance(OTHER)]).unwrap();
    }
    assert_eq!(forget_other_accounts(&mut stores, &accounts()).unwrap(), BTreeSet::from([OTHER]));
    assert_eq!(forget_other_accounts(&mut stores, &accounts()).unwrap(), BTreeSet::new());
    let query = TransferQuery { accounts: both, chains: BTreeSet::from([1, 10]), limit: 9, ..TransferQuery::default() };
    let left: Vec<_> = stores.transfers(&query).unwrap().iter().map(|transfer| transfer.account).collect();
    assert_eq!(left, [ME, ME]);
    assert_eq!(stores.token_balances(&[ME, OTHER]).unwrap().len(), 2);
    for records in stores.all_scans().unwrap().into_values() {
        let of = records.scans.iter().map(|scan| &scan.accounts).chain(records.gaps.iter().map(|gap| &gap.accounts));
        assert!(of.eq([&accounts(), &accounts()]));
    }
}
