use super::*;
use status_ports::AccountState;

/// A block: which of several at its height it is, and whether something is sent in it.
pub(super) type Block = (u8, bool);

#[derive(Clone, Debug)]
enum Event {
    Grow(Block),
    Reorganise(usize, Vec<Block>),
    Read { is_crash: bool, meanwhile: Option<Vec<Block>> },
    TooMany,
}

fn event() -> impl Strategy<Value = Event> {
    let blocks = || proptest::collection::vec(any::<Block>(), 1..4);
    prop_oneof![
        any::<Block>().prop_map(Event::Grow),
        (1..5_usize, blocks()).prop_map(|(depth, blocks)| Event::Reorganise(depth, blocks)),
        (any::<bool>(), proptest::option::of(blocks()))
            .prop_map(|(is_crash, meanwhile)| Event::Read { is_crash, meanwhile }),
        Just(Event::TooMany),
    ]
}

/// A chain; its first block stays.
#[derive(Clone, Debug)]
pub(super) struct Chain(Vec<([u8; 32], bool)>);

impl Chain {
    pub(super) fn new() -> Self {
        Self(vec![([9; 32], false)])
    }

    pub(super) fn grow(&mut self, (fork, sends): Block) {
        let parent = self.0.last().unwrap().0;
        self.0.push((keccak256(&[&parent, &[fork, u8::from(sends)]]), sends));
    }

    pub(super) fn reorganise(&mut self, depth: usize, blocks: &[Block]) {
        self.0.truncate(self.0.len().saturating_sub(depth).max(1));
        blocks.iter().for_each(|block| self.grow(*block));
    }

    pub(super) fn hash(&self, number: u64) -> Option<[u8; 32]> {
        self.0.get(usize::try_from(number).unwrap()).map(|(hash, _)| *hash)
    }

    pub(super) fn head(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap() - 1
    }

    pub(super) fn heads(&self, range: BlockRange) -> Option<RangeHeads> {
        Some(RangeHeads { parent_hash: self.hash(range.first - 1)?, last_hash: self.hash(range.last)? })
    }

    fn logs(&self, range: BlockRange) -> Vec<EventLog> {
        let blocks = (0_u64..).zip(&self.0).filter(|(number, (_, sends))| range.contains(*number) && *sends);
        let log = |(number, (hash, _)): (u64, &([u8; 32], bool))| EventLog {
            block_number: number,
            block_hash: *hash,
            transaction_hash: *hash,
            ..sent(1)
        };
        blocks.map(log).collect()
    }
}

type Found = BTreeSet<(u64, [u8; 32])>;

fn found(chain: &Chain, range: BlockRange) -> Found {
    let read = read_logs(1, &accounts(), range, &chain.logs(range));
    read.movements.iter().map(|moved| (moved.block.number, moved.id)).collect()
}

/// Reads one range, as far as the chain lets it; what is stored changes only with its cursor.
fn read(chain: &mut Chain, stored: &mut (ScanCursor, Found), size: &mut RangeSize, meanwhile: Option<&[Block]>) {
    let (mut cursor, mut all) = stored.clone();
    if let Some(first) = cursor.rewind(|number| chain.hash(number)) {
        all.retain(|(number, _)| *number < first);
    }
    *stored = (cursor.clone(), all.clone());
    let Some(range) = cursor.next_range(chain.head(), *size) else { return };
    let before = chain.heads(range).unwrap();
    let found = found(chain, range);
    if let Some(blocks) = meanwhile {
        chain.reorganise(2, blocks);
    }
    let Some(after) = chain.heads(range) else { return };
    if cursor.accept(range, before, after).is_ok() {
        all.extend(found);
        size.grow();
        *stored = (cursor, all);
    }
}

proptest! {
    #[test]
    fn whatever_the_chain_does_and_whenever_reading_stops_all_that_is_there_is_found_and_nothing_else(
        events in proptest::collection::vec(event(), 0..60), most in 1..6_u64,
    ) {
        let mut chain = Chain::new();
        let mut stored = (ScanCursor::new(1), Found::new());
        let mut size = RangeSize::new(most);
        for event in events {
            match event {
                Event::Grow(block) => chain.grow(block),
                Event::Reorganise(depth, blocks) => chain.reorganise(depth, &blocks),
                Event::TooMany => {
                    let _ = size.halve();
                }
                Event::Read { is_crash, meanwhile } => {
                    let mut outcome = stored.clone();
                    read(&mut chain, &mut outcome, &mut size, meanwhile.as_deref());
                    if !is_crash {
                        stored = outcome;
                    }
                    let ranges = stored.0.ranges().to_vec();
                    prop_assert_eq!(&ScanCursor::restore(stored.0.next_block(), ranges), &stored.0);
                }
            }
        }
        for _ in 0..=chain.head() + 1 {
            read(&mut chain, &mut stored, &mut size, None);
        }
        let all = BlockRange { first: 1, last: chain.head() };
        prop_assert_eq!(stored.1, found(&chain, all));
    }

    #[test]
    fn an_account_that_only_gets_is_searched_exactly(
        gains in proptest::collection::vec(0..3_u64, 2..200), start in 0..100_u64,
    ) {
        let state = |block: u64| {
            let sum: u64 = gains.iter().take(usize::try_from(block).unwrap() + 1).sum();
            AccountState { balance: U256::from(sum), nonce: 0 }
        };
        let last = u64::try_from(gains.len()).unwrap() - 1;
        let range = BlockRange { first: start.min(last).max(1), last };
        let mut search = BalanceSearch::new(range);
        for _ in 0..100 {
            let questions = search.questions();
            search.take(questions.into_iter().map(|block| (block, state(block))));
        }
        prop_assert!(search.questions().is_empty());
        let expected: BTreeSet<u64> =
            (range.first..=last).filter(|block| state(*block) != state(*block - 1)).collect();
        prop_assert_eq!(search.changed(), &expected);
    }
}

#[test]
fn what_a_cursor_keeps_is_bounded() {
    let mut cursor = ScanCursor::new(1);
    let heads = |number: u64| RangeHeads { parent_hash: word(number - 1), last_hash: word(number) };
    for number in 1..1_000 {
        cursor.accept(BlockRange { first: number, last: number }, heads(number), heads(number)).unwrap();
    }
    assert!(cursor.ranges().len() <= 66);
    let again = BlockRange { first: 999, last: 999 };
    assert_eq!(cursor.accept(again, heads(999), heads(999)), Err(ScanError::NotNext));
}

#[test]
fn a_range_is_halved_down_to_one_block() {
    let mut size = RangeSize::new(5);
    assert!(size.halve() && size.halve() && size.halve());
    assert_eq!((size.get(), size.halve()), (1, false));
    size.grow();
    assert_eq!(size.get(), 2);
}
