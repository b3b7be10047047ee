//! What was measured, beside the figures of status-go.

use std::time::Duration;

#[cfg(test)]
mod tests;

/// Measurements of the first act.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) first_answer: Vec<Duration>,
    pub(super) create_account: Vec<Duration>,
    pub(super) log_in: Vec<Duration>,
    pub(super) received: Vec<Duration>,
    pub(super) delivered: Vec<Duration>,
    pub(super) burst: Vec<Duration>,
    pub(super) memory: Vec<u64>,
}

/// A line of the table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) what: &'static str,
    pub(super) here: String,
    /// Measured with status-go of October 2024 on a machine like the one that this was developed on; empty if it was not.
    pub(super) status_go: &'static str,
}

impl Figures {
    pub(super) fn rows(mut self) -> Vec<Row> {
        let rows = [
            ("process start to first answer", median(&mut self.first_answer), "90 ms"),
            ("create account to node.login", median(&mut self.create_account), "2.6 s"),
            ("login to node.login", median(&mut self.log_in), "0.83 s"),
            ("send to messages.new of the peer", median(&mut self.received), "990 ms"),
            ("send to message.delivered", median(&mut self.delivered), "1,480 ms"),
            ("50 messages at once, all received", median(&mut self.burst), "25 s"),
        ];
        let memory = ("memory after login, messenger on", self.memory.into_iter().max(), "104 to 125 MB");
        let time = |time: Option<Duration>| time.map_or_else(unknown, show_time);
        let times = rows.into_iter().map(|(what, here, status_go)| Row { what, here: time(here), status_go });
        let memory = Row { what: memory.0, here: memory.1.map_or_else(unknown, show_memory), status_go: memory.2 };
        times.chain([memory]).collect()
    }
}

/// Measurements of the second act.
#[derive(Debug, Default)]
pub(super) struct LightFigures {
    pub(super) node_start: Vec<Duration>,
    pub(super) first_push: Vec<Duration>,
    pub(super) received: Vec<Duration>,
    pub(super) delivered: Vec<Duration>,
    pub(super) caught_up: Vec<Duration>,
    pub(super) memory: Vec<u64>,
    pub(super) node_memory: Vec<u64>,
}

impl LightFigures {
    pub(super) fn rows(mut self) -> Vec<Row> {
        let times = [
            ("service node: start to listening", median(&mut self.node_start), ""),
            ("light: first message, to messages.new", median(&mut self.first_push), "7 to 29 s"),
            ("light: send to messages.new", median(&mut self.received), "1.0 s"),
            ("light: send to message.delivered", median(&mut self.delivered), ""),
            ("light: login to all of 3 fetched", median(&mut self.caught_up), ""),
        ];
        let memory = [
            ("light: memory after login", self.memory.into_iter().max()),
            ("service node: memory at the end", self.node_memory.into_iter().max()),
        ];
        let time = |time: Option<Duration>| time.map_or_else(unknown, show_time);
        let times = times.into_iter().map(|(what, here, status_go)| Row { what, here: time(here), status_go });
        let memory = memory.into_iter().map(|(what, bytes)| {
            let here = bytes.map_or_else(unknown, show_memory);
            Row { what, here, status_go: "" }
        });
        times.chain(memory).collect()
    }
}

/// Measurements of the third act.
#[derive(Debug, Default)]
pub(super) struct GroupFigures {
    pub(super) received: Vec<Duration>,
    pub(super) picture: Vec<Duration>,
    pub(super) search: Vec<Duration>,
    pub(super) memory: Vec<u64>,
}

impl GroupFigures {
    pub(super) fn rows(mut self) -> Vec<Row> {
        let times = [
            ("group of three: send to the last messages.new", median(&mut self.received)),
            ("group of three: the same with a picture", median(&mut self.picture)),
            ("search, first page", median(&mut self.search)),
        ];
        let memory = ("group of three: memory at the end", self.memory.into_iter().max(), "134 to 141 MB");
        let time = |time: Option<Duration>| time.map_or_else(unknown, show_time);
        let times = times.into_iter().map(|(what, here)| Row { what, here: time(here), status_go: "" });
        let memory = Row { what: memory.0, here: memory.1.map_or_else(unknown, show_memory), status_go: memory.2 };
        times.chain([memory]).collect()
    }
}

/// Measurements of the last act.
#[derive(Debug, Default)]
pub(super) struct MoneyFigures {
    pub(super) route: Vec<Duration>,
    pub(super) sent: Vec<Duration>,
    pub(super) received: Vec<Duration>,
}

impl MoneyFigures {
    /// No lines if there was no chain.
    pub(super) fn rows(mut self) -> Vec<Row> {
        let times = [
            ("payment: the best way to pay", median(&mut self.route)),
            ("payment: signed to taken by the chain", median(&mut self.sent)),
            ("payment: block to seen by who is paid", median(&mut self.received)),
        ];
        let known = times.into_iter().filter_map(|(what, time)| Some((what, time?)));
        known.map(|(what, time)| Row { what, here: show_time(time), status_go: "" }).collect()
    }
}

fn unknown() -> String {
    "not measured".to_owned()
}

fn median(times: &mut [Duration]) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

pub(super) fn show_time(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    match ms {
        ..10.0 => format!("{ms:.1} ms"),
        ..1000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", time.as_secs_f64()),
    }
}

fn show_memory(bytes: u64) -> String {
    let (whole, rest) = (bytes / 1_000_000, bytes % 1_000_000);
    format!("{whole}.{} MB", rest / 100_000)
}
