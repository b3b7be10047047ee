//! A story in a terminal: what goes on is visible, what is done stays.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use super::error::DemoError;
use super::figures::{Row, show_time};

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const CYAN: &str = "36";

/// Columns of a step's text, so that the times stand below each other.
const TEXT_WIDTH: usize = 66;

/// Where the story is told. What cannot be written is not told; the story goes on.
pub(super) struct Terminal {
    out: io::Stdout,
    is_live: bool,
    has_colour: bool,
    chapters: usize,
}

impl Terminal {
    pub(super) fn stdout() -> Self {
        let out = io::stdout();
        let is_live = out.is_terminal();
        let is_plain = std::env::var_os("NO_COLOR").is_some() || std::env::var("CI").is_ok_and(|value| value == "true");
        Self { out, is_live, has_colour: is_live && !is_plain, chapters: 0 }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.has_colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    pub(super) fn title(&mut self, title: &str, below: &str) {
        let (title, below) = (self.paint(BOLD, title), self.paint(DIM, below));
        self.line(&format!("\n  {title}\n  {below}"));
    }

    pub(super) fn chapter(&mut self, title: &str) {
        self.chapters += 1;
        let title = self.paint(BOLD, title);
        let number = self.paint(CYAN, &self.chapters.to_string());
        self.line(&format!("\n  {number}  {title}"));
    }

    /// Does something, visibly. Gives what it gave and how long it took.
    pub(super) async fn step<T>(
        &mut self,
        text: &str,
        doing: impl Future<Output = Result<T, DemoError>>,
    ) -> Result<(T, Duration), DemoError> {
        if self.is_live {
            let waiting = self.paint(DIM, &format!("\u{2026}  {text}"));
            let _ = write!(self.out, "     {waiting}");
            let _ = self.out.flush();
        }
        let begun = Instant::now();
        let done = doing.await;
        let took = begun.elapsed();
        if self.is_live {
            let _ = write!(self.out, "\r\u{1b}[2K");
        }
        let done = done?;
        self.done(text, &show_time(took));
        Ok((done, took))
    }

    /// Something that is done, with a note at the right.
    pub(super) fn done(&mut self, text: &str, note: &str) {
        let mark = self.paint(GREEN, "\u{2713}");
        let note = self.paint(DIM, &format!("{note:>9}"));
        self.line(&format!("     {mark}  {text:<TEXT_WIDTH$} {note}"));
    }

    pub(super) fn remark(&mut self, text: &str) {
        let text = self.paint(DIM, text);
        self.line(&format!("        {text}"));
    }

    pub(super) fn failure(&mut self, error: &DemoError) {
        let mark = self.paint(RED, "\u{2717}");
        self.line(&format!("     {mark}  {error}\n"));
    }

    pub(super) fn table(&mut self, rows: &[Row]) {
        self.chapter("How long it took");
        let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or_default();
        let head = self.paint(DIM, &format!("{:<width$}{:>14}{:>16}", "", "here", "status-go"));
        self.line(&format!("     {head}"));
        for Row { what, here, status_go } in rows {
            let here = self.paint(GREEN, &format!("{here:>14}"));
            let status_go = self.paint(DIM, &format!("{status_go:>16}"));
            self.line(&format!("     {what:<width$}{here}{status_go}"));
        }
        self.line("");
    }
}
