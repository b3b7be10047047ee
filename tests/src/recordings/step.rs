//! Takes one step of a recording.

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep, timeout};

use super::{
    comparison::{Comparison, normalise, short},
    json_path::find,
    mark::is_mark,
    recording::RecordedStep,
    replay::{NEWEST, Replay},
    variables::{UnknownVariable, Variables},
};
use crate::client::{Api, BackendError, Node, Signal, connect};

/// The code of JSON-RPC for a method that is not there.
const METHOD_NOT_FOUND: i64 = -32601;
const STEP_TIMEOUT: Duration = Duration::from_secs(60);
/// Pause between two attempts of a call that is repeated until its answer fits.
const UNTIL_PAUSE: Duration = Duration::from_millis(250);

/// Why a step gave no answer to compare.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    #[error(transparent)]
    Variable(#[from] UnknownVariable),
    #[error(transparent)]
    Backend(#[from] BackendError),
    #[error("no answer yet")]
    NoAnswerYet,
    #[error("the call ended before it answered")]
    CallEnded,
    #[error("the recording is wrong: {0}")]
    Recording(String),
}

impl Replay {
    /// Takes a step; the result says what was wrong with the answer, and is empty if nothing.
    pub(super) async fn take(&mut self, step: &RecordedStep) -> Result<Vec<String>, StepError> {
        if !step.is_about_signals() {
            self.mark(NEWEST);
        }
        if let Some(id) = &step.id {
            self.mark(id);
        }
        if let Some(seconds) = step.wait {
            sleep(Duration::from_secs_f64(seconds)).await;
            return Ok(Vec::new());
        }
        if let Some(names) = &step.connect {
            let nodes = names.iter().map(|name| self.node(name)).collect::<Result<Vec<_>, _>>()?;
            connect(&nodes).await?;
            return Ok(Vec::new());
        }
        if let Some(id) = &step.awaited {
            let call = self.background.get_mut(id).ok_or_else(|| wrong("await of a step that is not in background"))?;
            let answer = timeout(limit(step), call).await.map_err(|_| StepError::NoAnswerYet)?;
            self.background.remove(id);
            return self.judge(step, normalise(answer.map_err(|_| StepError::CallEnded)??));
        }
        let name = step.on.as_deref().ok_or_else(|| wrong("a step without a node"))?;
        if step.background {
            return self.begin_in_background(step, name);
        }
        if let Some(process) = &step.process {
            return self.restart(process, name).await;
        }
        if let Some(wanted) = &step.signals {
            return self.check_order(step, wanted, name).await;
        }
        let observed = if let Some(method) = &step.rpc {
            self.call_until(step, method, name).await?
        } else if step.endpoint.is_some() || step.raw.is_some() {
            self.call_endpoint(step, name).await?
        } else if let Some(signal) = &step.signal {
            self.await_signal(step, signal, name).await?
        } else {
            return Err(wrong("a step of no known kind"));
        };
        self.judge(step, normalise(observed))
    }

    fn node(&self, name: &str) -> Result<&Node, StepError> {
        self.nodes.get(name).ok_or_else(|| wrong(&format!("no node {name}")))
    }

    fn since(&self, step: &RecordedStep, name: &str) -> Result<usize, StepError> {
        let id = step.since.as_deref().unwrap_or(NEWEST);
        let marks = self.marks.get(id).ok_or_else(|| wrong(&format!("no step {id}")))?;
        Ok(marks.get(name).copied().unwrap_or(0))
    }

    fn params(&self, step: &RecordedStep) -> Result<Value, StepError> {
        Ok(step.params.as_ref().map_or_else(|| Ok(json!([])), |params| self.variables.insert(params))?)
    }

    fn begin_in_background(&mut self, step: &RecordedStep, name: &str) -> Result<Vec<String>, StepError> {
        let (Some(id), Some(method)) = (&step.id, &step.rpc) else {
            return Err(wrong("only a call with an id can be in background"));
        };
        let (api, method, params) = (self.node(name)?.api()?, method.clone(), self.params(step)?);
        let top = self.variables.insert_in_map(&step.top)?;
        let call = tokio::spawn(async move { call(&api, &method, params, &top).await });
        self.background.insert(id.clone(), call);
        Ok(Vec::new())
    }

    async fn restart(&mut self, process: &str, name: &str) -> Result<Vec<String>, StepError> {
        if process != "restart" {
            return Err(wrong("the only process step is a restart"));
        }
        let node = self.nodes.get_mut(name).ok_or_else(|| wrong("no such node"))?;
        node.stop().await?;
        node.start().await?;
        for positions in self.marks.values_mut() {
            positions.insert(name.to_owned(), 0);
        }
        Ok(Vec::new())
    }

    async fn call_until(&self, step: &RecordedStep, method: &str, name: &str) -> Result<Value, StepError> {
        let (api, params) = (self.node(name)?.api()?, self.params(step)?);
        let end = Instant::now() + limit(step);
        loop {
            let answer = call(&api, method, params.clone(), &step.top).await?;
            let Some(conditions) = &step.until else { return Ok(answer) };
            if holds(conditions, &answer, &self.variables)? || Instant::now() > end {
                return Ok(answer);
            }
            sleep(UNTIL_PAUSE).await;
        }
    }

    async fn call_endpoint(&mut self, step: &RecordedStep, name: &str) -> Result<Value, StepError> {
        let body = match step.raw.as_ref().or(step.body.as_ref()) {
            Some(body) => self.variables.insert(body)?,
            None => json!(""),
        };
        let endpoint = step.endpoint.as_deref().unwrap_or("CallRPC");
        let answer = match self.node(name)?.api()?.post(endpoint, &body).await {
            Ok(answer) => answer,
            // The daemon dropped the connection; that it lives on is what counts.
            Err(error) if !error.is_timeout() && self.nodes.get_mut(name).is_some_and(Node::is_alive) => {
                return Ok(json!({ "status": 0, "body": null }));
            }
            Err(error) => return Err(BackendError::from(error).into()),
        };
        let logs_in = ["CreateAccountAndLogin", "RestoreAccountAndLogin", "LoginAccount"].contains(&endpoint);
        if logs_in && answer.body == json!({ "error": "" }) && !step.fails {
            let position = self.marks.get(NEWEST).and_then(|marks| marks.get(name)).copied().unwrap_or(0);
            self.node(name)?.wait_for_login(position, limit(step)).await?;
            self.know(name);
        }
        Ok(json!({ "status": answer.status, "body": answer.body }))
    }

    async fn await_signal(&mut self, step: &RecordedStep, signal: &str, name: &str) -> Result<Value, StepError> {
        if step.since.as_ref().is_some_and(|id| self.missing.contains(id)) {
            self.lacks_method = true;
            return Err(wrong("the method that it follows from is not there"));
        }
        let (node, since) = (self.node(name)?, self.since(step, name)?);
        let mut unknown = None;
        let wanted = |candidate: &Signal| {
            candidate.name == signal
                && match holds(&step.conditions, &normalise(candidate.event.clone()), &self.variables) {
                    Ok(fits) => fits,
                    Err(error) => {
                        unknown = Some(error);
                        true
                    }
                }
        };
        let found = timeout(limit(step), node.signals()?.wait_for(since, wanted)).await;
        match (unknown, found) {
            (Some(error), _) => Err(error.into()),
            (None, Ok(Some((signal, _)))) => Ok(signal.event),
            (None, _) => {
                let seen = node.signals()?.since(since).into_iter().map(|signal| signal.name).collect();
                Err(node.too_late(signal, limit(step), seen).into())
            }
        }
    }

    /// Waits for signals of these types in this order; others may come between.
    async fn check_order(&self, step: &RecordedStep, wanted: &[String], name: &str) -> Result<Vec<String>, StepError> {
        let since = self.since(step, name)?;
        let signals = self.node(name)?.signals()?;
        let mut position = since;
        for wanted_name in wanted {
            let next = signals.wait_for(position, |signal| signal.name == *wanted_name);
            match timeout(limit(step), next).await {
                Ok(Some((_, behind))) => position = behind,
                _ => {
                    let seen = signals.since(since).into_iter().map(|signal| signal.name);
                    let got: Vec<String> = seen.filter(|name| wanted.contains(name)).collect();
                    return Ok(vec![format!("expected the order {wanted:?}, got {got:?}")]);
                }
            }
        }
        Ok(Vec::new())
    }

    /// Selects, captures, compares. What the step captures is known before it is compared, so it may stand in its
    /// own expectation.
    fn judge(&mut self, step: &RecordedStep, observed: Value) -> Result<Vec<String>, StepError> {
        self.lacks_method = observed.pointer("/error/code").is_some_and(|code| *code == METHOD_NOT_FOUND);
        let observed = match &step.select {
            Some(path) => match find(&observed, &self.variables.insert_in_text(path)?).first() {
                Some(found) => (*found).clone(),
                None => return Ok(vec![format!("nothing at {path} in {}", short(&observed, 400))]),
            },
            None => observed,
        };
        let mut problems = Vec::new();
        for (name, path) in &step.capture {
            let path = self.variables.insert_in_text(path.as_str().unwrap_or_default())?;
            let (path, part) = path.split_once('|').map_or((path.as_str(), None), |(path, part)| (path, Some(part)));
            match find(&observed, path).first() {
                Some(found) => {
                    let value = part.map_or_else(|| (*found).clone(), |part| json!(slice(found, part)));
                    self.variables.set(name.clone(), value);
                }
                None => problems.push(format!("nothing at {path} to capture as {name}; got {}", short(&observed, 300))),
            }
        }
        if let Some(expected) = &step.expect {
            let comparison = Comparison { variables: &self.variables, types_only: step.types_only };
            problems.extend(comparison.differences(expected, &observed, "")?);
        }
        Ok(problems)
    }
}

fn wrong(what: &str) -> StepError {
    StepError::Recording(what.to_owned())
}

fn limit(step: &RecordedStep) -> Duration {
    step.timeout.map_or(STEP_TIMEOUT, Duration::from_secs_f64)
}

/// A JSON-RPC answer without what is the same in all of them.
async fn call(api: &Api, method: &str, params: Value, top: &Map<String, Value>) -> Result<Value, StepError> {
    let mut answer = api.rpc_answer(method, params, top).await.map_err(BackendError::from)?;
    if let Some(map) = answer.as_object_mut()
        && map.shift_remove("jsonrpc").is_some()
    {
        map.shift_remove("id");
    }
    Ok(answer)
}

/// Whether every condition is fulfilled by any of the values at its path.
fn holds(conditions: &Map<String, Value>, value: &Value, variables: &Variables) -> Result<bool, UnknownVariable> {
    let comparison = Comparison { variables, types_only: false };
    for (path, wanted) in conditions {
        let wanted = match wanted {
            Value::String(text) if is_mark(text) => wanted.clone(),
            other => variables.insert(other)?,
        };
        let mut fulfilled = false;
        for found in find(value, &variables.insert_in_text(path)?) {
            fulfilled = fulfilled || comparison.differences(&wanted, found, "")?.is_empty();
        }
        if !fulfilled {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The characters of a text from `begin` to `end`, written `begin:end`; either may be missing.
fn slice(value: &Value, part: &str) -> String {
    let text = value.as_str().unwrap_or_default();
    let (begin, end) = part.split_once(':').unwrap_or((part, ""));
    let begin = begin.parse().unwrap_or(0);
    let end = end.parse().unwrap_or(usize::MAX);
    text.chars().take(end).skip(begin).collect()
}
