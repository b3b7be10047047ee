//! What a replay gave.

use std::{fmt, time::Duration};

/// At most so many differences of a step are printed.
const MOST_PROBLEMS: usize = 20;

/// One step of a replay.
#[derive(Debug)]
pub struct StepOutcome {
    /// Place, node and what was asked.
    pub title: String,
    /// Where the answer does not fit; empty if the step passed.
    pub problems: Vec<String>,
    /// Why the answer differs on purpose, if it does; then there are no problems.
    pub reason: Option<&'static str>,
    /// It failed because the method that it calls is not there.
    pub lacks_method: bool,
    /// How long it took.
    pub took: Duration,
}

/// A whole replay.
#[derive(Debug)]
pub struct Outcome {
    /// The recording.
    pub name: String,
    /// All its steps in order. A single failed step if the nodes could not be prepared.
    pub steps: Vec<StepOutcome>,
    /// The recording needs a local chain, and there is no `anvil` here; then no step ran.
    pub needs_anvil: bool,
    /// How long it took.
    pub took: Duration,
}

impl Outcome {
    /// Steps that passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.steps.len() - self.failed()
    }

    /// Steps that failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.steps.iter().filter(|step| !step.problems.is_empty()).count()
    }

    /// Whether every step ran, and all passed but for those that lack a method.
    #[must_use]
    pub fn all_passed_that_could(&self) -> bool {
        !self.needs_anvil && self.steps.iter().all(|step| step.problems.is_empty() || step.lacks_method)
    }

    /// Whether every step ran and passed.
    #[must_use]
    pub fn all_passed(&self) -> bool {
        !self.needs_anvil && self.failed() == 0
    }
}

/// One line with the counts, then the differences of each failed step.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.needs_anvil {
            return write!(f, "{}: needs anvil", self.name);
        }
        let seconds = self.took.as_secs_f32();
        write!(f, "{}: {} passed, {} failed ({seconds:.1} s)", self.name, self.passed(), self.failed())?;
        for step in &self.steps {
            if let Some(reason) = step.reason {
                write!(f, "\n  differs on purpose: {}: {reason}", step.title)?;
            }
        }
        for step in self.steps.iter().filter(|step| !step.problems.is_empty()) {
            write!(f, "\n  FAIL {} {:.2} s", step.title, step.took.as_secs_f32())?;
            for problem in step.problems.iter().take(MOST_PROBLEMS) {
                write!(f, "\n       {problem}")?;
            }
            if step.problems.len() > MOST_PROBLEMS {
                write!(f, "\n       … and {} more", step.problems.len() - MOST_PROBLEMS)?;
            }
        }
        Ok(())
    }
}
