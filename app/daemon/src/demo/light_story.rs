//! The second act: people whose backends relay nothing, and the node that serves them.

use std::time::{Duration, Instant};

use super::error::DemoError;
use super::figures::LightFigures;
use super::person::{Person, Sent};
use super::service_node::ServiceNode;
use super::story::{BREATH, Times, one_message};
use super::terminal::Terminal;

/// Tells the story from beginning to end. The folders are removed in any case.
pub(super) async fn tell(terminal: &mut Terminal, messages: usize) -> Result<LightFigures, DemoError> {
    let folder = tempfile::Builder::new().prefix("status-demo-").tempdir()?;
    terminal.title(
        "Second act: a service node and two light clients",
        "david and ellen relay nothing; the node hands on and keeps what it cannot read",
    );
    terminal.chapter("A service node starts");
    let (node, _) =
        terminal.step("the node starts and listens", ServiceNode::start(folder.path().join("node"))).await?;
    let person = |name| Person::light(name, folder.path().join(name));
    let mut cast = Cast { node, david: person("david"), ellen: person("ellen") };
    let mut figures = LightFigures { node_start: vec![cast.node.started_in], ..LightFigures::default() };
    let told = cast.live(terminal, &mut figures, messages).await;
    figures.node_memory.extend(cast.node.memory());
    // Also after a failure, so that the processes let go of the folder before it goes.
    let Cast { node, mut david, mut ellen } = cast;
    for stopped in [david.switch_off().await, ellen.switch_off().await, node.stop().await] {
        if told.is_ok() {
            stopped?;
        }
    }
    folder.close()?;
    told.map(|()| figures)
}

struct Cast {
    node: ServiceNode,
    david: Person,
    ellen: Person,
}

impl Cast {
    async fn live(
        &mut self,
        terminal: &mut Terminal,
        figures: &mut LightFigures,
        messages: usize,
    ) -> Result<(), DemoError> {
        self.arrive(terminal, figures).await?;
        self.become_contacts(terminal, figures).await?;
        self.measure(terminal, figures, messages).await?;
        self.miss_each_other(terminal, figures).await
    }

    async fn arrive(&mut self, terminal: &mut Terminal, figures: &mut LightFigures) -> Result<(), DemoError> {
        terminal.chapter("David and ellen are light clients of it");
        let Self { node, david, ellen } = self;
        for person in [david, ellen] {
            let name = person.name;
            let arriving = async {
                person.switch_on().await?;
                person.create_account().await?;
                person.start_messenger().await
            };
            terminal.step(&format!("{name} starts a backend and makes an account"), arriving).await?;
            let connecting = async {
                person.dial_address(&node.address).await?;
                person.is_served().await
            };
            terminal.step(&format!("{name} dials the node and subscribes by filter"), connecting).await?;
            figures.memory.extend(person.memory());
        }
        Ok(())
    }

    async fn become_contacts(&self, terminal: &mut Terminal, figures: &mut LightFigures) -> Result<(), DemoError> {
        let Self { node, david, ellen } = self;
        terminal.chapter("They become contacts and talk, by light push and filter");
        let text = "Hello ellen, david here. Is this your phone?";
        let asking = async {
            let (position, begun) = (ellen.position()?, Instant::now());
            let request = david.ask_to_be_contact(ellen, text).await?;
            let (_, received) = ellen.receives(&request, position).await?;
            Ok((request, received.duration_since(begun)))
        };
        let ((request, took), _) = terminal.step(&format!("david asks: {text}"), asking).await?;
        figures.first_push.push(took);
        let accepting = async {
            let position = david.position()?;
            ellen.accept(&request).await?;
            david.becomes_contact(ellen, position).await
        };
        terminal.step("ellen accepts, and david knows", accepting).await?;
        for (from, to, text) in [
            (ellen, david, "It is. It sleeps most of the time."),
            (david, ellen, "And who carries your messages then?"),
            (ellen, david, "A node that anybody can run."),
        ] {
            terminal.step(&format!("{}: {text}", from.name), one_message(from, to, text)).await?;
        }
        for person in [david, ellen] {
            person.check_that_it_only_asked(&node.peer_id).await?;
        }
        Ok(())
    }

    async fn measure(
        &self,
        terminal: &mut Terminal,
        figures: &mut LightFigures,
        messages: usize,
    ) -> Result<(), DemoError> {
        let Self { david, ellen, .. } = self;
        terminal.chapter("They are measured");
        let one_by_one = async {
            for number in 1..=messages {
                let (from, to) = if number % 2 == 0 { (david, ellen) } else { (ellen, david) };
                let Times { received, delivered } = one_message(from, to, &format!("number {number}")).await?;
                figures.received.push(received);
                figures.delivered.push(delivered);
                tokio::time::sleep(BREATH).await;
            }
            Ok(())
        };
        terminal
            .step(&format!("{messages} messages one by one, each confirmed, a breath between"), one_by_one)
            .await
            .map(drop)
    }

    /// One is never there while the other one is: only the node can have kept what was said.
    async fn miss_each_other(&mut self, terminal: &mut Terminal, figures: &mut LightFigures) -> Result<(), DemoError> {
        terminal.chapter("They miss each other; the node has kept what was said");
        terminal.step("ellen's backend ends", self.ellen.switch_off()).await?;
        let mut missed: Vec<Sent> = Vec::new();
        for text in ["Ellen?", "I have to go.", "Read this when you are back."] {
            let saying = async {
                let sent = self.david.send(&self.ellen, text).await?;
                self.david.has_sent(&sent).await?;
                Ok(sent)
            };
            let (sent, _) = terminal.step(&format!("david: {text}"), saying).await?;
            missed.push(sent);
        }
        terminal.step("david's backend ends, too", self.david.switch_off()).await?;

        let Self { node, david, ellen } = self;
        let returning = async {
            ellen.switch_on().await?;
            let begun = Instant::now();
            ellen.log_in().await?;
            ellen.start_messenger().await?;
            ellen.dial_address(&node.address).await?;
            Ok(begun)
        };
        let (begun, _) = terminal.step("ellen starts again, logs in and dials the node", returning).await?;
        let fetching = async {
            let mut last = Duration::ZERO;
            for sent in &missed {
                last = last.max(ellen.receives(&sent.id, 0).await?.1.duration_since(begun));
            }
            Ok(last)
        };
        let (took, _) = terminal.step("ellen fetches what was missed from the node", fetching).await?;
        figures.caught_up.push(took);

        let returning = async {
            david.switch_on().await?;
            david.log_in().await?;
            david.start_messenger().await?;
            david.dial_address(&node.address).await?;
            david.is_served().await?;
            for sent in &missed {
                david.learns_of_earlier_delivery(sent).await?;
            }
            Ok(())
        };
        terminal.step("david comes back, and is told that it was read", returning).await?;
        let text = "We were never there at the same time.";
        terminal.step(&format!("ellen: {text}"), one_message(ellen, david, text)).await.map(drop)
    }
}
