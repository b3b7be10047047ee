//! People who are contacts of each other, and have groups.

use status_ports::{ChatRecord, ChatStore as _, GroupRecord, GroupStore as _, MessageStore as _};

use crate::contact;
use crate::group;
use crate::messaging::Outcome;
use crate::messaging::tests::{Person, arrived};

/// Three people, each of whom is a contact of the others.
pub(super) fn three_friends() -> [Person; 3] {
    let mut people = [1, 2, 3].map(|seed| Person::new(&format!("person-{seed}"), seed));
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let [one, other] = people.get_disjoint_mut([one, other]).unwrap();
        befriend(one, other);
    }
    people
}

pub(super) fn befriend(one: &mut Person, other: &mut Person) {
    let key = other.public_key();
    let asked = one.run(|context| contact::send_contact_request(context, &key, "hello")).unwrap();
    deliver(one, &asked, other);
    let id = asked.messages.values().find(|message| message.content_type == 11).unwrap().id.clone();
    let accepted = other.run(|context| contact::accept_contact_request(context, &id)).unwrap();
    deliver(other, &accepted, one);
}

/// Brings somebody what is meant for them of what another one sends. What they make of it comes back.
pub(super) fn deliver(from: &Person, sent: &Outcome, to: &mut Person) -> Outcome {
    to.now = to.now.max(from.now);
    let mut all = Outcome::default();
    let audience = crate::messaging::Audience::Person(to.public_key());
    for message in sent.outgoing.iter().filter(|message| message.audience == audience) {
        all.merge(to.handle(&arrived(from, message)).unwrap());
    }
    all
}

/// The one chat of an outcome.
pub(super) fn chat_of(outcome: &Outcome) -> ChatRecord {
    let [chat] = outcome.chats.values().collect::<Vec<_>>()[..] else { panic!("{:?}", outcome.chats) };
    chat.clone()
}

impl Person {
    /// Makes a group. Returns its id, and what is to be sent.
    pub(super) fn make_group(&mut self, members: &[&Self]) -> (String, Outcome) {
        let members: Vec<_> = members.iter().map(|member| member.public_key()).collect();
        let outcome = self.run(|context| group::create(context, "team", &members)).unwrap();
        (chat_of(&outcome).id, outcome)
    }

    pub(super) fn group(&mut self, chat_id: &str) -> GroupRecord {
        self.stores.find_group(chat_id).unwrap().unwrap()
    }

    pub(super) fn group_chat(&mut self, chat_id: &str) -> ChatRecord {
        self.stores.find_chat(chat_id).unwrap().unwrap()
    }

    /// Who is in a group, by the seeds of the first people, with a mark for admins.
    pub(super) fn members_of(&mut self, chat_id: &str) -> String {
        let names: Vec<_> = (1..=9).map(|seed| (seed, Self::new("", seed).public_key().to_compressed())).collect();
        let members = self.group(chat_id).members;
        let name = |member: &status_ports::GroupMember| {
            let seed = names.iter().find(|(_, key)| *key == member.public_key).map_or(0, |(seed, _)| *seed);
            format!("{seed}{}", if member.is_admin { "*" } else { "" })
        };
        members.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    /// The texts of a group, oldest first, with people's keys as `@1`.
    pub(super) fn texts_of(&mut self, chat_id: &str) -> Vec<String> {
        let mut items = self.stores.chat_messages(chat_id, "", 1000).unwrap().items;
        items.reverse();
        let ids: Vec<_> = (1..=9_u8).map(|seed| (seed, Self::new("", seed).id())).collect();
        let readable = |text: String| ids.iter().fold(text, |text, (seed, id)| text.replace(id, &seed.to_string()));
        items.into_iter().map(|message| readable(message.text)).collect()
    }
}
