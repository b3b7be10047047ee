use status_ports::contracts;

use super::MemoryTransaction;

fn empty() -> Box<MemoryTransaction> {
    Box::new(MemoryTransaction::new())
}

#[test]
fn it_keeps_the_contracts_of_its_stores() {
    contracts::activity::run(&mut || empty());
    contracts::asset_preference::run(&mut || empty());
    contracts::attachment::run(&mut || empty());
    contracts::bridge::run(&mut || empty());
    contracts::chat::run(&mut || empty());
    contracts::contact::run(&mut || empty());
    contracts::contact_image::run(&mut || empty());
    contracts::delivery::run(&mut || empty());
    contracts::early_change::run(&mut || empty());
    contracts::ens_claim::run(&mut || empty());
    contracts::ens_username::run(&mut || empty());
    contracts::envelope::run(&mut || empty());
    contracts::group::run(&mut || empty());
    contracts::history::run(&mut || empty());
    contracts::keycard::run(&mut || empty());
    contracts::keypair::run(&mut || empty());
    contracts::known_peer::run(&mut || empty());
    contracts::message::run(&mut || empty());
    contracts::mvds::run(&mut || empty());
    contracts::notification_exemption::run(&mut || empty());
    contracts::outbox::run(&mut || empty());
    contracts::pin::run(&mut || empty());
    contracts::published_identity::run(&mut || empty());
    contracts::ratchet::run(&mut || empty());
    contracts::reaction::run(&mut || empty());
    contracts::saved_address::run(&mut || empty());
    contracts::search::run(&mut || empty());
    contracts::segment::run(&mut || empty());
    contracts::sent_message::run(&mut || empty());
    contracts::settings::run(&mut || empty());
    contracts::showcase::run(&mut || empty());
    contracts::switcher_card::run(&mut || empty());
    contracts::user_status::run(&mut || empty());
    contracts::verification::run(&mut || empty());
}
