//! Every method of the API that the messenger needs is here, and is called by a test.

use status_tests::inventory::{Inventory, called, top};

fn listed(names: impl Iterator<Item = impl AsRef<str>>) -> String {
    names.map(|name| format!("\n  {}", name.as_ref())).collect()
}

#[test]
fn no_method_of_the_messenger_is_forgotten() {
    let inventory = Inventory::read(&top()).unwrap();
    let forgotten: Vec<_> = inventory.forgotten().map(|row| format!("{} ({})", row.method, row.area)).collect();
    assert!(
        forgotten.is_empty(),
        "{} methods are not here and not planned:{}",
        forgotten.len(),
        listed(forgotten.iter())
    );
}

#[test]
fn every_method_is_called_by_a_test() {
    let inventory = Inventory::read(&top()).unwrap();
    let called = called(&top(), &inventory.ours).unwrap();
    let uncalled: Vec<_> = inventory.ours.difference(&called).collect();
    assert!(uncalled.is_empty(), "no test and no recording calls:{}", listed(uncalled.iter()));
}
