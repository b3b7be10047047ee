//! The third act: a group with a picture, a reply, a reaction, a pin and a search.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::error::DemoError;
use super::figures::GroupFigures;
use super::person::Person;
use super::terminal::Terminal;

const TEXT: u64 = 1;
const IMAGE: u64 = 7;
const LOVE: u64 = 1;
/// Pixels of each side of the picture.
const SIDE: u32 = 320;

/// Tells the story from beginning to end. The folders are removed in any case.
pub(super) async fn tell(terminal: &mut Terminal) -> Result<GroupFigures, DemoError> {
    let folder = tempfile::Builder::new().prefix("status-demo-").tempdir()?;
    terminal.title(
        "Third act: a group of three",
        "frank, grace and heidi plan a dive; every message carries the history of the group",
    );
    let person = |name| Person::new(name, folder.path().join(name));
    let mut cast = Cast {
        frank: person("frank"),
        grace: person("grace"),
        heidi: person("heidi"),
        picture: folder.path().join("reef.png"),
    };
    let mut figures = GroupFigures::default();
    let told = cast.live(terminal, &mut figures).await;
    // Also after a failure, so that the processes let go of the folder before it goes.
    for person in [&mut cast.frank, &mut cast.grace, &mut cast.heidi] {
        let stopped = person.switch_off().await;
        if told.is_ok() {
            stopped?;
        }
    }
    folder.close()?;
    told.map(|()| figures)
}

struct Cast {
    frank: Person,
    grace: Person,
    heidi: Person,
    picture: PathBuf,
}

impl Cast {
    async fn live(&mut self, terminal: &mut Terminal, figures: &mut GroupFigures) -> Result<(), DemoError> {
        self.arrive(terminal).await?;
        let group = self.found(terminal).await?;
        let talk = Talk { cast: self, group: &group };
        talk.plan(terminal, figures).await?;
        for person in [&self.frank, &self.grace, &self.heidi] {
            figures.memory.extend(person.memory());
        }
        Ok(())
    }

    async fn arrive(&mut self, terminal: &mut Terminal) -> Result<(), DemoError> {
        terminal.chapter("Frank knows grace and heidi, who do not know each other");
        for person in [&mut self.frank, &mut self.grace, &mut self.heidi] {
            let name = person.name;
            let arriving = async {
                person.switch_on().await?;
                person.create_account().await?;
                person.start_messenger().await
            };
            terminal.step(&format!("{name} starts a backend and makes an account"), arriving).await?;
        }
        let Self { frank, grace, heidi, .. } = self;
        for other in [&*grace, heidi] {
            let meeting = async {
                other.dial(frank).await?;
                other.join_mesh(1).await?;
                let (here, there) = (frank.position()?, other.position()?);
                let request = frank.ask_to_be_contact(other, "Shall we dive?").await?;
                other.receives(&request, there).await?;
                other.accept(&request).await?;
                frank.becomes_contact(other, here).await
            };
            terminal.step(&format!("frank and {} become contacts", other.name), meeting).await?;
        }
        Ok(())
    }

    /// Gives the id of the group.
    async fn found(&self, terminal: &mut Terminal) -> Result<String, DemoError> {
        let Self { frank, grace, heidi, .. } = self;
        terminal.chapter("They found a group");
        let founding = async {
            let position = grace.position()?;
            let founded =
                frank.rpc("wakuext_createGroupChatWithMembers", json!([null, "diving", [grace.public_key]])).await?;
            let id = founded["chats"][0]["id"].as_str().unwrap_or_default().to_owned();
            grace.sees_group(&id, position, |chat| chat["name"] == "diving").await?;
            Ok(id)
        };
        let (id, _) = terminal.step("frank founds the group with grace", founding).await?;
        let adding = async {
            let (at_grace, at_heidi) = (grace.position()?, heidi.position()?);
            frank.rpc("wakuext_addMembersToGroupChat", json!([null, id, [heidi.public_key]])).await?;
            let is_whole = |chat: &Value| chat["members"].as_array().map_or(0, Vec::len) == 3;
            heidi.sees_group(&id, at_heidi, is_whole).await?;
            // Whoever does not know of heidi tells her nothing.
            grace.sees_group(&id, at_grace, is_whole).await
        };
        terminal.step("frank adds heidi, who gets the whole history", adding).await?;
        let renaming = async {
            let position = heidi.position()?;
            grace.rpc("wakuext_changeGroupChatName", json!([null, id, "Reef on Sunday"])).await?;
            heidi.sees_group(&id, position, |chat| chat["name"] == "Reef on Sunday").await
        };
        terminal.step("grace calls it Reef on Sunday", renaming).await?;
        Ok(id)
    }
}

/// What is said in the group.
struct Talk<'a> {
    cast: &'a Cast,
    group: &'a str,
}

impl Talk<'_> {
    /// Sends a message and waits until the others have it. Gives its id, and the time until the last one had it.
    async fn say(&self, from: &Person, message: Value) -> Result<(String, Duration), DemoError> {
        let Cast { frank, grace, heidi, .. } = self.cast;
        let others = [frank, grace, heidi].into_iter().filter(|person| person.name != from.name);
        let mut waiting = Vec::new();
        for other in others {
            waiting.push((other, other.position()?));
        }
        let begun = Instant::now();
        let id = from.send_message(message).await?;
        let mut last = begun;
        for (other, position) in waiting {
            last = last.max(other.receives(&id, position).await?.1);
        }
        Ok((id, last.duration_since(begun)))
    }

    async fn plan(&self, terminal: &mut Terminal, figures: &mut GroupFigures) -> Result<(), DemoError> {
        let (group, Cast { frank, grace, heidi, picture }) = (self.group, self.cast);
        terminal.chapter("They plan, and find it again");
        let text = |text: &str| json!({ "chatId": group, "text": text, "contentType": TEXT });
        let ((question, took), _) =
            terminal.step("frank: Who brings the tanks?", self.say(frank, text("Who brings the tanks?"))).await?;
        figures.received.push(took);

        draw(picture)?;
        let showing = json!({ "chatId": group, "text": "this one?", "contentType": IMAGE, "imagePath": picture });
        let ((_, took), _) = terminal.step("heidi shows a picture of the reef", self.say(heidi, showing)).await?;
        figures.picture.push(took);

        let mut reply = text("I do. See you at the caf\u{e9}, Sunday at nine.");
        reply["responseTo"] = json!(question);
        let ((answer, took), _) = terminal
            .step("grace replies: I do. See you at the caf\u{e9}, Sunday at nine.", self.say(grace, reply))
            .await?;
        figures.received.push(took);

        let reacting = async {
            let position = grace.position()?;
            heidi.rpc("wakuext_sendEmojiReaction", json!([group, answer, LOVE])).await?;
            grace.sees("emojiReactions", position, |reaction| reaction["messageId"] == *answer).await
        };
        terminal.step("heidi loves it", reacting).await?;
        let pinning = async {
            let position = heidi.position()?;
            let pin = json!([{ "chat_id": group, "message_id": answer, "pinned": true }]);
            frank.rpc("wakuext_sendPinMessage", pin).await?;
            heidi.sees("pinMessages", position, |pin| pin["message_id"] == *answer).await
        };
        terminal.step("frank pins it for all", pinning).await?;
        let searching = async {
            let begun = Instant::now();
            let found = heidi.rpc("wakuext_allMessagesFromChatWhichMatchTerm", json!([group, "CAFE", false])).await?;
            let took = begun.elapsed();
            match found["messages"][0]["id"] == *answer {
                true => Ok(took),
                false => Err(heidi.wrong("does not find the answer again")),
            }
        };
        let (took, _) = terminal.step("heidi searches for CAFE, and finds it", searching).await?;
        figures.search.push(took);
        Ok(())
    }
}

/// Draws blue water that grows darker with the depth.
fn draw(path: &Path) -> Result<(), DemoError> {
    let depth = |y: u32| u8::try_from(y * 255 / SIDE).unwrap_or(u8::MAX);
    let pixels: Vec<u8> = (0..SIDE)
        .flat_map(|y| (0..SIDE).flat_map(move |x| [depth(x) / 8, 160 - depth(y) / 2, 255 - depth(y) / 2]))
        .collect();
    let file = std::fs::File::create(path)?;
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgb);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|error| DemoError::Io(std::io::Error::other(error)))
}
