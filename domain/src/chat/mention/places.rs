//! Where in a text a mention may stand: not in code, not in a quote, not in styled text.

/// How long a run of the same mark counts.
const MAX_RUN: usize = 3;

/// A run of marks that may begin code or styled text.
#[derive(Clone, Copy)]
struct Opened {
    mark: char,
    length: usize,
    at: usize,
}

/// A walk through a text.
#[derive(Default)]
struct Walk {
    /// `@` that may yet turn out to stand between marks.
    pending: Vec<usize>,
    /// `@` that stand open.
    open: Vec<usize>,
    opened: Vec<Opened>,
    is_in_quote: bool,
}

/// The positions of the `@` that do not stand in code, a quote or styled text.
pub(super) fn open_at_signs(text: &[char]) -> Vec<usize> {
    let mut walk = Walk::default();
    let (mut at, mut line) = (0_usize, 0_usize);
    while let Some(&character) = text.get(at) {
        let mut step = 1;
        match character {
            '\n' => {
                // An empty line ends a quote.
                walk.is_in_quote &= !is_blank(text.get(line..at));
                line = at.saturating_add(1);
            }
            _ if walk.is_in_quote => {}
            '>' if at == line && is_blank(line_before(text, line)) => {
                // What was opened before does not reach over it.
                walk.opened.clear();
                walk.is_in_quote = true;
            }
            '@' => walk.pending.push(at),
            '`' | '*' | '_' | '~' => step = walk.mark(text, at, character),
            _ => {}
        }
        at = at.saturating_add(step);
    }
    walk.open.append(&mut walk.pending);
    walk.open
}

fn is_blank(part: Option<&[char]>) -> bool {
    part.is_none_or(|part| part.iter().all(|character| character.is_whitespace()))
}

/// The line that ends before the one which begins at `line`; nothing if that is the first.
fn line_before(text: &[char], line: usize) -> Option<&[char]> {
    let before = text.get(..line.checked_sub(1)?)?;
    let begin = before.iter().rposition(|character| *character == '\n').map_or(0, |at| at.saturating_add(1));
    before.get(begin..)
}

impl Walk {
    /// A run of marks. Returns how many of them it takes.
    fn mark(&mut self, text: &[char], at: usize, mark: char) -> usize {
        let run = text.iter().skip(at).take(MAX_RUN).take_while(|character| **character == mark).count();
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        let after = text.get(at.saturating_add(run));
        let is_word = |character: Option<&char>| character.is_some_and(|character| !character.is_whitespace());
        let (may_open, may_close) = match mark {
            '`' => (true, true),
            // A single mark within a word is one of its letters.
            _ => (is_word(after), is_word(before) && (run > 1 || !is_word(after))),
        };
        let opened = self.opened.iter().position(|opened| opened.mark == mark);
        if let (Some(index), true) = (opened, may_close) {
            let opened = self.opened.remove(index);
            self.settle(opened.at);
            return if mark == '~' && run == MAX_RUN && opened.length == MAX_RUN { 2 } else { run.min(opened.length) };
        }
        if may_open {
            self.opened.retain(|opened| opened.mark != mark);
            self.opened.push(Opened { mark, length: run, at });
            self.settle(at);
        }
        run
    }

    /// What is pending before a position stands open; what is behind it does not.
    fn settle(&mut self, from: usize) {
        self.open.extend(self.pending.drain(..).filter(|at| *at < from));
    }
}
