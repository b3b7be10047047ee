use super::*;

fn entry(timestamp: u64) -> Entry {
    entry_of_transfer(&transfer(ME, OTHER, timestamp), &Finality::default())
}

fn page(all: &BTreeSet<u64>, request: PageRequest) -> Vec<Entry> {
    let source = |remainder: u64| all.iter().filter(|time| **time % 3 == remainder).map(|time| entry(*time)).collect();
    merge((0..3).map(source), request.after.as_ref(), request.limit)
}

#[derive(Clone, Debug)]
enum Step {
    Happens(u64),
    More(usize),
    Look,
    Begin(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1..200_u64).prop_map(Step::Happens),
        1 => (0..5_usize).prop_map(Step::More),
        2 => Just(Step::Look),
        1 => (0..5_usize).prop_map(Step::Begin),
    ]
}

proptest! {
    #[test]
    fn what_a_client_makes_of_what_it_is_told_is_the_view(
        start in proptest::collection::btree_set(1..200_u64, 0..20), steps in proptest::collection::vec(step(), 0..40),
    ) {
        let mut all = start;
        let mut client: Vec<u64> = Vec::new();
        let mut session = Session::new(Scope { addresses: accounts(), ..Scope::default() }, Filter::default());
        for step in steps.into_iter().chain([Step::Look]) {
            match step {
                Step::Happens(time) => {
                    all.insert(time);
                }
                Step::Begin(limit) => {
                    let shown = session.show_first(page(&all, session.first(limit)), limit);
                    client = shown.entries.iter().map(|(entry, _)| entry.timestamp).collect();
                }
                Step::More(limit) => {
                    let shown = session.show_next(page(&all, session.next(limit)), limit);
                    prop_assert_eq!(shown.offset, client.len());
                    client.extend(shown.entries.iter().map(|(entry, _)| entry.timestamp));
                }
                Step::Look => {
                    let update = session.update(page(&all, session.look()));
                    for (place, entry) in update.into_iter().flat_map(|update| update.inserted) {
                        client.insert(place, entry.timestamp);
                    }
                }
            }
        }
        let (Some(top), Some(bottom)) = (client.first(), client.last()) else { return Ok(()) };
        let expected: Vec<u64> = all.range(*bottom..=*top).rev().copied().collect();
        prop_assert_eq!(client, expected);
    }
}

fn flags(page: &Page) -> Vec<(u64, bool)> {
    page.entries.iter().map(|(entry, is_new)| (entry.timestamp, *is_new)).collect()
}

#[test]
fn what_was_announced_is_new_when_it_is_shown() {
    let mut session = Session::new(Scope::default(), Filter::default());
    let first = session.show_first(vec![entry(20), entry(10)], 2);
    assert!(first.has_more && flags(&first) == [(20, false), (10, false)]);
    let update = session.update(vec![entry(30), entry(20), entry(15), entry(10), entry(5)]).unwrap();
    assert!(update.has_new_on_top);
    assert_eq!(update.inserted, [(1, entry(15))]);
    assert_eq!(session.update(vec![entry(30), entry(20), entry(15), entry(10)]), None, "nothing is told twice");
    let again = session.show_first(vec![entry(30), entry(20), entry(15)], 3);
    assert_eq!(flags(&again), [(30, true), (20, false), (15, false)]);
}

#[test]
fn what_came_while_a_filter_restricted_is_new_without_it() {
    let mut session = Session::new(Scope::default(), Filter::default());
    session.show_first(vec![entry(20), entry(10)], 5);
    session.set_filter(Filter { types: BTreeSet::from([ActivityType::Receive]), ..Filter::default() });
    session.show_first(Vec::new(), 5);
    session.set_filter(Filter::default());
    let shown = session.show_first(vec![entry(30), entry(20), entry(10)], 5);
    assert_eq!(flags(&shown), [(30, true), (20, false), (10, false)]);
}

fn received() -> Filter {
    Filter { types: BTreeSet::from([ActivityType::Receive]), ..Filter::default() }
}

#[test]
fn whoever_saw_nothing_without_a_filter_sees_all_as_new_without_it() {
    let mut session = Session::new(Scope::default(), received());
    assert_eq!(flags(&session.show_first(vec![entry(20)], 5)), [(20, false)]);
    session.set_filter(Filter::default());
    assert_eq!(flags(&session.show_first(vec![entry(20), entry(10)], 5)), [(20, true), (10, true)]);
    assert_eq!(flags(&session.show_first(vec![entry(20), entry(10)], 5)), [(20, false), (10, false)], "once");
}

#[test]
fn another_filter_announces_nothing_and_what_one_announced_is_seen() {
    let mut session = Session::new(Scope::default(), Filter::default());
    session.show_first(vec![entry(10)], 5);
    session.update(vec![entry(20), entry(10)]).unwrap();
    session.set_filter(received());
    assert_eq!(flags(&session.show_first(vec![entry(20), entry(10)], 5)), [(20, false), (10, false)]);
    session.update(vec![entry(30), entry(20), entry(10)]).unwrap();
    assert_eq!(flags(&session.show_first(vec![entry(30), entry(20)], 5)), [(30, true), (20, false)]);
    session.set_filter(Filter::default());
    let shown = session.show_first(vec![entry(30), entry(20), entry(10)], 5);
    assert_eq!(flags(&shown), [(30, false), (20, true), (10, false)], "20 was only seen through the filter");
}
