//! What must hold when everything is over.

use status_domain::identity::public_key_text;
use status_ports::{ChatStore as _, ContactRequestState, OutgoingStatus};

use super::scenario::Scenario;

impl Scenario {
    pub(super) async fn check(&self) {
        for me in 0..self.people.len() {
            for other in (0..self.people.len()).filter(|other| *other != me) {
                self.check_chat(me, other).await;
            }
        }
        for said in &self.said {
            let status = self.process(said.from).status_of(&said.id).await;
            assert_eq!(status, Some(OutgoingStatus::Delivered), "seed {}: {}", self.seed, said.text);
        }
        for ((one, other), were_contacts) in &self.pairs {
            if !were_contacts {
                self.check_same_view(*one, *other).await;
            }
        }
    }

    /// Everything once, each one's messages as they were said, and nothing before what its author had seen.
    async fn check_chat(&self, me: usize, other: usize) {
        let (seed, peer) = (self.seed, self.people[other].key.public_key());
        let texts = self.process(me).texts_with(&peer).await;
        let concerns = |from: usize, to: usize| (from, to) == (me, other) || (from, to) == (other, me);
        let mut all = 0;
        for author in [me, other] {
            let said = self.said.iter().filter(|said| said.from == author && concerns(said.from, said.to));
            let expected: Vec<&str> = said.map(|said| said.text.as_str()).collect();
            let mark = format!(" from {author} to ");
            let heard: Vec<&str> = texts.iter().map(String::as_str).filter(|text| text.contains(&mark)).collect();
            assert_eq!(heard, expected, "seed {seed}: what {me} sees of {author}");
            all += expected.len();
        }
        assert_eq!(texts.len(), all, "seed {seed}: what {me} sees: {texts:?}");
        if !self.are_correspondents(me, other) {
            assert!(texts.is_empty());
        }
        let contacts_from_the_beginning = self.pairs.get(&(me.min(other), me.max(other))) == Some(&true);
        if contacts_from_the_beginning {
            let id = public_key_text(&peer);
            let chat = self.people[me].store.snapshot().unwrap().find_chat(&id).unwrap();
            let unread = chat.map_or(0, |chat| chat.unviewed_messages_count);
            let from_other = self.said.iter().filter(|said| (said.from, said.to) == (other, me)).count();
            assert_eq!(unread as usize, from_other, "seed {seed}: counted by {me} from {other}");
        }
        for said in self.said.iter().filter(|said| concerns(said.from, said.to)) {
            let place = |text: &String| texts.iter().position(|seen| seen == text);
            for before in &said.after {
                assert!(place(before) < place(&said.text), "seed {seed}: {before:?} after {:?} for {me}", said.text);
            }
        }
    }

    /// Two who got to know each other agree about that.
    async fn check_same_view(&self, one: usize, other: usize) {
        let view = async |me: usize, peer: usize| {
            let key = self.people[peer].key.public_key();
            let content = self.people[me].store.snapshot();
            let found = status_ports::ContactStore::find_contact(&mut content.unwrap(), &key.to_compressed()).unwrap();
            found.map(|contact| (contact.local_state, contact.remote_state))
        };
        let asked = |view: &Option<(ContactRequestState, ContactRequestState)>| {
            view.is_some_and(|(local, _)| local == ContactRequestState::Sent)
        };
        let (ones, others) = (view(one, other).await, view(other, one).await);
        let seed = self.seed;
        // Whoever asked was heard by the other one.
        if asked(&ones) {
            assert_eq!(others.map(|(_, remote)| remote), Some(ContactRequestState::Received), "seed {seed}");
        }
        if asked(&others) {
            assert_eq!(ones.map(|(_, remote)| remote), Some(ContactRequestState::Received), "seed {seed}");
        }
    }
}
