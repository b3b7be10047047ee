//! Three people and a group of theirs.

use status_domain::chat::{self, NewMessage};
use status_domain::group;
use status_domain::messaging::{CommandError, Context, Outcome};
use status_ports::{GroupRecord, ProfileStoreExt as _, StorageError};

use super::world::{Process, World};

impl Process {
    async fn command(
        &self,
        decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, CommandError> + Send + 'static,
    ) -> Outcome {
        self.messenger.command(decide).await.unwrap()
    }

    async fn say_in(&self, group: &str, text: &str) {
        let message =
            NewMessage { chat_id: group.to_owned(), text: text.to_owned(), content_type: 1, ..NewMessage::default() };
        self.command(move |context| chat::send_message(context, message)).await;
    }

    async fn group(&self, id: &str) -> Option<GroupRecord> {
        let id = id.to_owned();
        self.store.query(move |stores| stores.find_group(&id)).await.map_err(|error: StorageError| error).unwrap()
    }

    /// Waits until the group has so many members and this name.
    async fn until_group(&mut self, id: &str, members: usize, name: &str) {
        while !self.group(id).await.is_some_and(|group| group.members.len() == members && group.name == name) {
            self.next("messages.new").await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn three_people_make_a_group_talk_rename_it_add_somebody_and_leave() {
    let mut world = World::new();
    let people = ["alice", "bobby", "carol"].map(|name| world.person(name));
    let mut alice = world.start(&people[0]).await;
    let mut bobby = world.start(&people[1]).await;
    let mut carol = world.start(&people[2]).await;
    alice.dial(&bobby).await;
    carol.dial(&alice).await;
    alice.befriend(&mut bobby).await;
    alice.befriend(&mut carol).await;

    let (bobbys_key, carols_key) = (bobby.me, carol.me);
    let made = alice.command(move |context| group::create(context, "team", &[bobbys_key])).await;
    let team = made.chats.keys().next().unwrap().clone();
    bobby.until_group(&team, 2, "team").await;

    alice.say_in(&team, "hello team").await;
    bobby.hear("hello team").await;
    bobby.say_in(&team, "hello alice").await;
    alice.hear("hello alice").await;

    let id = team.clone();
    bobby.command(move |context| group::rename(context, &id, "crew")).await;
    alice.until_group(&team, 2, "crew").await;

    let id = team.clone();
    alice.command(move |context| group::add_members(context, &id, &[carols_key])).await;
    carol.until_group(&team, 3, "crew").await;
    bobby.until_group(&team, 3, "crew").await;
    // Carol and bobby are strangers to each other; in the group they talk.
    carol.say_in(&team, "hello all").await;
    alice.hear("hello all").await;
    bobby.hear("hello all").await;
    bobby.say_in(&team, "welcome").await;
    carol.hear("welcome").await;

    let id = team.clone();
    carol.command(move |context| group::leave(context, &id, true)).await;
    alice.until_group(&team, 2, "crew").await;
    bobby.until_group(&team, 2, "crew").await;
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    let (of_alice, of_bobby, of_carol) =
        (alice.group(&team).await.unwrap(), bobby.group(&team).await.unwrap(), carol.group(&team).await.unwrap());
    assert_eq!((of_alice.members, of_alice.digest), (of_bobby.members.clone(), of_bobby.digest));
    assert_eq!((of_carol.members, of_carol.digest), (of_bobby.members, of_bobby.digest));
}
