//! What a request cost, and what all of them did: for the log, `Server-Timing` and `/metrics`.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use subtle::ConstantTimeEq as _;

use super::{EdgeHost, Reply, RequestContext};
use crate::error::{Code, Error, Result};

/// What one request cost beside our own work. Counted by the host, which sends and asks.
#[derive(Debug, Default)]
pub struct RequestCost {
    /// Commands to Vaults.
    pub vault_calls: Cell<u32>,
    /// How long they took together, in milliseconds.
    pub vault_ms: Cell<u64>,
    /// Requests to providers.
    pub upstream_calls: Cell<u32>,
    /// How long their answers took to begin, in milliseconds.
    pub upstream_ms: Cell<u64>,
    /// The status of the last answer; 0 where there was none.
    pub upstream_status: Cell<u16>,
}

impl RequestCost {
    /// Counts a command to a Vault.
    pub fn vault(&self, ms: u64) {
        self.vault_calls.set(self.vault_calls.get() + 1);
        self.vault_ms.set(self.vault_ms.get() + ms);
    }

    /// Counts a request to a provider, and what came of it.
    pub fn upstream(&self, ms: u64, status: Option<u16>) {
        self.upstream_calls.set(self.upstream_calls.get() + 1);
        self.upstream_ms.set(self.upstream_ms.get() + ms);
        self.upstream_status.set(status.unwrap_or_default());
    }

    /// The value of `Server-Timing`.
    #[must_use]
    pub fn server_timing(&self, total_ms: u64) -> String {
        let mut timing = format!("total;dur={total_ms}");
        for (name, calls, ms) in [
            ("vault", self.vault_calls.get(), self.vault_ms.get()),
            ("upstream", self.upstream_calls.get(), self.upstream_ms.get()),
        ] {
            if calls > 0 {
                let _ = write!(timing, ", {name};dur={ms};desc=\"{calls}\"");
            }
        }
        timing
    }
}

/// A request that was answered.
#[derive(Debug)]
pub struct Sample<'a> {
    /// The route's name.
    pub route: &'static str,
    /// The instance, where it is one of ours.
    pub instance: &'a str,
    /// The code of the error, or `ok`.
    pub outcome: &'a str,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// The upper bounds of the histogram, in milliseconds.
const BOUNDS_MS: [u64; 10] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000];

/// What this isolate has done since it began.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: BTreeMap<(&'static str, String, String), u64>,
    durations: BTreeMap<&'static str, Durations>,
    upstream: BTreeMap<(String, u16), u64>,
    vault_calls: u64,
}

#[derive(Debug, Default)]
struct Durations {
    counts: [u64; BOUNDS_MS.len()],
    count: u64,
    sum_ms: u64,
}

impl Metrics {
    /// Counts a request.
    pub fn count(&mut self, sample: &Sample<'_>, cost: &RequestCost) {
        let key = (sample.route, sample.instance.to_owned(), sample.outcome.to_owned());
        *self.requests.entry(key).or_default() += 1;
        let durations = self.durations.entry(sample.route).or_default();
        durations.count += 1;
        durations.sum_ms += sample.ms;
        for (bound, count) in BOUNDS_MS.iter().zip(&mut durations.counts) {
            *count += u64::from(sample.ms <= *bound);
        }
        self.vault_calls += u64::from(cost.vault_calls.get());
        if cost.upstream_calls.get() > 0 {
            let key = (sample.instance.to_owned(), cost.upstream_status.get());
            *self.upstream.entry(key).or_default() += u64::from(cost.upstream_calls.get());
        }
    }

    /// In the text format of Prometheus (version 0.0.4).
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // sums of milliseconds
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# HELP portaria_requests_total Requests that were answered, by this isolate.\n# TYPE portaria_requests_total counter\n",
        );
        for ((route, instance, outcome), count) in &self.requests {
            let _ = writeln!(
                text,
                "portaria_requests_total{{route=\"{route}\",instance=\"{instance}\",outcome=\"{outcome}\"}} {count}"
            );
        }
        text.push_str("# HELP portaria_request_duration_seconds How long answers took to begin.\n# TYPE portaria_request_duration_seconds histogram\n");
        let name = "portaria_request_duration_seconds";
        for (route, durations) in &self.durations {
            for (bound, count) in BOUNDS_MS.iter().zip(&durations.counts) {
                let le = *bound as f64 / 1000.0;
                let _ = writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"{le}\"}} {count}");
            }
            let (count, sum) = (durations.count, durations.sum_ms as f64 / 1000.0);
            let _ = writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "{name}_sum{{route=\"{route}\"}} {sum}");
            let _ = writeln!(text, "{name}_count{{route=\"{route}\"}} {count}");
        }
        text.push_str("# HELP portaria_upstream_requests_total Requests to providers, by the status of the last answer (0: none came).\n# TYPE portaria_upstream_requests_total counter\n");
        for ((instance, status), count) in &self.upstream {
            let _ = writeln!(
                text,
                "portaria_upstream_requests_total{{instance=\"{instance}\",status=\"{status}\"}} {count}"
            );
        }
        let calls = self.vault_calls;
        let _ = writeln!(
            text,
            "# HELP portaria_vault_calls_total Commands to Vaults.\n# TYPE portaria_vault_calls_total counter\nportaria_vault_calls_total {calls}"
        );
        text
    }
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// `GET /metrics`: what this isolate has done, for whoever knows the token.
    pub(super) fn metrics(&self) -> Result<Reply<H::Body>> {
        let unknown = || Error::new(Code::NotFound, "There is nothing at this address.");
        let token = self.config.metrics_token().ok_or_else(unknown)?;
        let given = self.request.headers.get("authorization").unwrap_or_default();
        let given = given.strip_prefix("Bearer ").unwrap_or_default();
        if !bool::from(given.as_bytes().ct_eq(token.expose().as_bytes())) {
            return Err(Error::new(
                Code::Unauthorized,
                "The token of the metrics is missing or wrong.",
            ));
        }
        let text = self.host.metrics(|metrics| metrics.text());
        Ok(Reply::text(200, "text/plain; version=0.0.4; charset=utf-8", text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_counted() {
        let mut metrics = Metrics::default();
        let cost = RequestCost::default();
        cost.vault(2);
        cost.upstream(30, Some(200));
        cost.upstream(10, None);
        assert_eq!(
            cost.server_timing(45),
            "total;dur=45, vault;dur=2;desc=\"1\", upstream;dur=40;desc=\"2\""
        );
        for (outcome, ms) in [("ok", 45), ("ok", 3), ("rejected", 3000)] {
            metrics.count(&Sample { route: "api", instance: "sample", outcome, ms }, &cost);
        }
        let text = metrics.text();
        for expected in [
            "portaria_requests_total{route=\"api\",instance=\"sample\",outcome=\"ok\"} 2\n",
            "portaria_requests_total{route=\"api\",instance=\"sample\",outcome=\"rejected\"} 1\n",
            "_bucket{route=\"api\",le=\"0.005\"} 1\n",
            "_bucket{route=\"api\",le=\"0.05\"} 2\n",
            "_bucket{route=\"api\",le=\"2.5\"} 2\n",
            "_bucket{route=\"api\",le=\"10\"} 3\n",
            "_bucket{route=\"api\",le=\"+Inf\"} 3\n",
            "_sum{route=\"api\"} 3.048\n",
            "_count{route=\"api\"} 3\n",
            "portaria_upstream_requests_total{instance=\"sample\",status=\"0\"} 6\n",
            "portaria_vault_calls_total 3\n",
        ] {
            assert!(text.contains(expected), "{text}");
        }
        let is_line = |line: &str| line.starts_with("# ") || line.rsplit_once(' ').is_some();
        assert!(text.lines().all(is_line));
    }
}
