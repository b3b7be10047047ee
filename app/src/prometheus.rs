//! The text format that Prometheus reads (version 0.0.4): a few lines, for which a library would be larger than its use.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use status_ports::Traffic;

/// How Prometheus shall understand a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It only grows, until the process ends.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It is how often something took how long.
    Histogram,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// Numbers in the making, as one text.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    text: String,
}

impl Exposition {
    /// Begins a metric. Its samples follow.
    pub(crate) fn metric(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = kind.name();
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// A number of the metric that was begun. Values of labels may be any text.
    pub(crate) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.text.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let before = if at == 0 { '{' } else { ',' };
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{before}{label}=\"{text}\"");
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }

    /// A metric of one number.
    pub(crate) fn single(&mut self, name: &str, kind: Kind, help: &str, value: impl std::fmt::Display) {
        self.metric(name, kind, help);
        self.sample(name, &[], value);
    }

    /// What went over the network.
    pub(crate) fn traffic(&mut self, traffic: &Traffic) {
        let name = "waku_traffic_messages_total";
        self.metric(name, Kind::Counter, "Messages on the network, by protocol.");
        for (protocol, counted) in traffic {
            self.sample(name, &[("protocol", protocol), ("direction", "in")], counted.messages_in);
            self.sample(name, &[("protocol", protocol), ("direction", "out")], counted.messages_out);
        }
        let name = "waku_traffic_bytes_total";
        self.metric(name, Kind::Counter, "Bytes on the network, by protocol.");
        for (protocol, counted) in traffic {
            self.sample(name, &[("protocol", protocol), ("direction", "in")], counted.bytes_in);
            self.sample(name, &[("protocol", protocol), ("direction", "out")], counted.bytes_out);
        }
    }

    /// A metric of times.
    pub(crate) fn times(&mut self, name: &str, help: &str, times: &Times) {
        self.metric(name, Kind::Histogram, help);
        let mut below = 0;
        let bucket = format!("{name}_bucket");
        for (bound, count) in BOUNDS_MICROS.iter().zip(&times.counts) {
            below += count.load(Ordering::Relaxed);
            self.sample(&bucket, &[("le", &(*bound as f64 / 1e6).to_string())], below);
        }
        below += times.longer.load(Ordering::Relaxed);
        self.sample(&bucket, &[("le", "+Inf")], below);
        self.sample(&format!("{name}_sum"), &[], times.sum_micros.load(Ordering::Relaxed) as f64 / 1e6);
        self.sample(&format!("{name}_count"), &[], below);
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Upper bounds of the buckets, in microseconds.
const BOUNDS_MICROS: [u64; 14] =
    [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000];

/// How often something took how long.
#[derive(Debug, Default)]
pub(crate) struct Times {
    counts: [AtomicU64; BOUNDS_MICROS.len()],
    longer: AtomicU64,
    sum_micros: AtomicU64,
}

impl Times {
    /// Counts one.
    pub(crate) fn count(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS_MICROS.iter().position(|bound| micros <= *bound);
        bucket.map_or(&self.longer, |at| &self.counts[at]).fetch_add(1, Ordering::Relaxed);
        self.sum_micros.fetch_add(micros, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
