//! The first act: three people who relay for each other.

use std::time::{Duration, Instant};

use super::error::DemoError;
use super::figures::Figures;
use super::person::{Face, Person, Sent};
use super::terminal::Terminal;

/// How many messages make a burst; so many did status-go's figure.
const BURST: usize = 50;
/// Between two messages that are measured one by one, so that the limit of the network on publishing is not what is
/// measured.
pub(super) const BREATH: Duration = Duration::from_millis(400);

/// Tells the story from beginning to end. The folders are removed in any case.
pub(super) async fn tell(terminal: &mut Terminal, messages: usize) -> Result<Figures, DemoError> {
    let folder = tempfile::Builder::new().prefix("status-demo-").tempdir()?;
    terminal
        .title("Status Core: three people on this machine", "real processes, real TCP on the loopback, real databases");
    let person = |name| Person::new(name, folder.path().join(name));
    let mut cast = Cast { alice: person("alice"), bobby: person("bobby"), carol: person("carol") };
    let mut figures = Figures::default();
    let told = cast.live(terminal, &mut figures, messages).await;
    // Also after a failure, so that the processes let go of the folder before it goes.
    for person in [&mut cast.alice, &mut cast.bobby, &mut cast.carol] {
        let stopped = person.switch_off().await;
        if told.is_ok() {
            stopped?;
        }
    }
    folder.close()?;
    told.map(|()| figures)
}

struct Cast {
    alice: Person,
    bobby: Person,
    carol: Person,
}

impl Cast {
    async fn live(&mut self, terminal: &mut Terminal, figures: &mut Figures, messages: usize) -> Result<(), DemoError> {
        self.arrive(terminal, figures).await?;
        self.connect(terminal).await?;
        self.become_contacts(terminal).await?;
        self.talk(terminal).await?;
        self.measure(terminal, figures, messages).await?;
        self.part_and_meet_again(terminal, figures).await
    }

    async fn arrive(&mut self, terminal: &mut Terminal, figures: &mut Figures) -> Result<(), DemoError> {
        terminal.chapter("Three people make accounts");
        for person in [&mut self.alice, &mut self.bobby, &mut self.carol] {
            let name = person.name;
            let (took, _) = terminal.step(&format!("{name} starts a backend"), person.switch_on()).await?;
            figures.first_answer.push(took);
            let (took, _) = terminal.step(&format!("{name} makes an account"), person.create_account()).await?;
            figures.create_account.push(took);
            person.start_messenger().await?;
            let Face { alias, short_key, emoji } = person.face().await?;
            terminal.remark(&format!("{alias}, {}, {emoji}", shorten(&short_key)));
            figures.memory.extend(person.memory());
        }
        Ok(())
    }

    async fn connect(&self, terminal: &mut Terminal) -> Result<(), DemoError> {
        let Self { alice, bobby, carol } = self;
        terminal.chapter("Alice and bobby are connected to carol only");
        for person in [alice, bobby] {
            let connecting = async {
                person.dial(carol).await?;
                person.join_mesh(1).await
            };
            terminal.step(&format!("{} dials carol and joins the relay", person.name), connecting).await?;
        }
        terminal.step("carol relays between them", carol.join_mesh(2)).await?;
        self.check_that_carol_is_between().await
    }

    async fn check_that_carol_is_between(&self) -> Result<(), DemoError> {
        let carol = self.carol.peer_id().await?;
        for person in [&self.alice, &self.bobby] {
            let peers = person.peers().await?;
            if peers != [carol.clone()] {
                let what = format!("is connected to {}, and not to carol only", peers.join(", "));
                return Err(DemoError::Wrong { name: person.name, what });
            }
        }
        Ok(())
    }

    async fn become_contacts(&self, terminal: &mut Terminal) -> Result<(), DemoError> {
        let Self { alice, bobby, .. } = self;
        terminal.chapter("They find each other and become contacts");
        let text = "Hello bobby, this is alice. May I write to you?";
        let asking = async {
            let position = bobby.position()?;
            let request = alice.ask_to_be_contact(bobby, text).await?;
            bobby.receives(&request, position).await?;
            Ok(request)
        };
        let (request, _) = terminal.step(&format!("alice asks: {text}"), asking).await?;
        let accepting = async {
            let position = alice.position()?;
            bobby.accept(&request).await?;
            alice.becomes_contact(bobby, position).await
        };
        terminal.step("bobby accepts, and alice knows", accepting).await.map(drop)
    }

    async fn talk(&self, terminal: &mut Terminal) -> Result<(), DemoError> {
        let Self { alice, bobby, .. } = self;
        terminal.chapter("They talk; carol passes on what she cannot read");
        let conversation = [
            (alice, bobby, "Can carol read this?"),
            (bobby, alice, "No. She sees envelopes, not letters."),
            (alice, bobby, "So each message has a key of its own?"),
            (bobby, alice, "And the key is gone once it was used."),
        ];
        for (from, to, text) in conversation {
            terminal.step(&format!("{}: {text}", from.name), one_message(from, to, text)).await?;
        }
        self.check_that_carol_is_between().await
    }

    async fn measure(&self, terminal: &mut Terminal, figures: &mut Figures, messages: usize) -> Result<(), DemoError> {
        let Self { alice, bobby, .. } = self;
        terminal.chapter("They are measured");
        let one_by_one = async {
            for number in 1..=messages {
                let (from, to) = if number % 2 == 0 { (alice, bobby) } else { (bobby, alice) };
                let Times { received, delivered } = one_message(from, to, &format!("number {number}")).await?;
                figures.received.push(received);
                figures.delivered.push(delivered);
                tokio::time::sleep(BREATH).await;
            }
            Ok(())
        };
        terminal.step(&format!("{messages} messages one by one, each confirmed, a breath between"), one_by_one).await?;
        let (took, _) = terminal.step(&format!("{BURST} messages at once"), burst(alice, bobby)).await?;
        figures.burst.push(took);
        Ok(())
    }

    async fn part_and_meet_again(&mut self, terminal: &mut Terminal, figures: &mut Figures) -> Result<(), DemoError> {
        terminal.chapter("Bobby switches off, and comes back");
        terminal.step("bobby's backend ends", self.bobby.switch_off()).await?;
        let texts = ["Bobby?", "You are away.", "You will read this later."];
        let mut missed: Vec<Sent> = Vec::new();
        for text in texts {
            let (sent, _) = terminal.step(&format!("alice: {text}"), self.alice.send(&self.bobby, text)).await?;
            missed.push(sent);
        }
        let (took, _) = terminal.step("bobby starts again", self.bobby.switch_on()).await?;
        figures.first_answer.push(took);
        let position = self.bobby.position()?;
        let (took, _) = terminal.step("bobby logs in with the password", self.bobby.log_in()).await?;
        figures.log_in.push(took);
        let Self { alice, bobby, carol } = &*self;
        let returning = async {
            bobby.start_messenger().await?;
            bobby.dial(carol).await?;
            bobby.join_mesh(1).await
        };
        terminal.step("bobby dials carol again", returning).await?;
        let catching_up = async {
            for sent in &missed {
                bobby.receives(&sent.id, position).await?;
                alice.learns_of_delivery(sent).await?;
            }
            Ok(())
        };
        terminal.step("bobby gets what was missed, and alice is told", catching_up).await?;
        let text = "Here I am. What did I miss?";
        terminal.step(&format!("bobby: {text}"), one_message(bobby, alice, text)).await.map(drop)
    }
}

/// How long a message took.
pub(super) struct Times {
    pub(super) received: Duration,
    pub(super) delivered: Duration,
}

/// Sends a message, waits until it is there, and until the sender knows.
pub(super) async fn one_message(from: &Person, to: &Person, text: &str) -> Result<Times, DemoError> {
    let position = to.position()?;
    let sent = from.send(to, text).await?;
    let (received_text, received) = to.receives(&sent.id, position).await?;
    if received_text != text {
        return Err(DemoError::Wrong { name: to.name, what: format!("got {received_text:?} in place of {text:?}") });
    }
    let delivered = from.learns_of_delivery(&sent).await?;
    Ok(Times { received: received.duration_since(sent.at), delivered: delivered.duration_since(sent.at) })
}

/// Sends many messages without waiting, and gives the time until all are there.
async fn burst(from: &Person, to: &Person) -> Result<Duration, DemoError> {
    let (position, begun) = (to.position()?, Instant::now());
    let mut sent = Vec::with_capacity(BURST);
    for number in 1..=BURST {
        sent.push(from.send(to, &format!("burst {number}")).await?);
    }
    let mut last = begun;
    for message in &sent {
        last = last.max(to.receives(&message.id, position).await?.1);
    }
    Ok(last.duration_since(begun))
}

/// The beginning and the end of a key.
fn shorten(key: &str) -> String {
    match (key.get(..10), key.len().checked_sub(6).and_then(|end| key.get(end..))) {
        (Some(beginning), Some(end)) => format!("{beginning}\u{2026}{end}"),
        _ => key.to_owned(),
    }
}
