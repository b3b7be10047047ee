//! What was measured, beside the aims and the figures of status-go.

use std::{fmt::Write as _, time::Duration};

/// One figure.
struct Row {
    what: &'static str,
    here: String,
    aim: &'static str,
    status_go: &'static str,
}

/// All figures in the order of their measuring.
#[derive(Default)]
pub(super) struct Table(Vec<Row>);

impl Table {
    pub(super) fn add(&mut self, what: &'static str, here: String, aim: &'static str, status_go: &'static str) {
        println!("{what}: {here}");
        self.0.push(Row { what, here, aim, status_go });
    }

    pub(super) fn add_time(&mut self, what: &'static str, here: Duration, aim: &'static str, status_go: &'static str) {
        let ms = here.as_secs_f64() * 1000.0;
        let text = if ms < 100.0 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") };
        self.add(what, text, aim, status_go);
    }

    pub(super) fn to_text(&self) -> String {
        self.lines(|[what, here, aim, status_go]| format!("{what:<66} {here:>16} {aim:>12} {status_go:>16}"))
    }

    pub(super) fn to_markdown(&self) -> String {
        let mut text = self.lines(|[what, here, aim, status_go]| format!("| {what} | {here} | {aim} | {status_go} |"));
        if let Some(end) = text.find('\n') {
            text.insert_str(end, "\n|---|---|---|---|");
        }
        text
    }

    fn lines(&self, line: impl Fn([&str; 4]) -> String) -> String {
        let mut text = line(["what", "here", "aim", "status-go"]);
        for Row { what, here, aim, status_go } in &self.0 {
            // Writing to a text cannot fail.
            let _ = write!(text, "\n{}", line([what, here, aim, status_go]));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use std::time::Duration;

    #[test]
    fn a_table_in_markdown_has_a_head() {
        let mut table = Table::default();
        table.add_time("login", Duration::from_micros(1234), "≤ 150 ms", "830 ms");
        let expected = "| what | here | aim | status-go |\n|---|---|---|---|\n| login | 1.2 ms | ≤ 150 ms | 830 ms |";
        assert_eq!(table.to_markdown(), expected);
    }
}
