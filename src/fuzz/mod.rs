//! Whatever reads what strangers send, given anything: it answers, and what it answers holds. A bounded run is part of
//! `cargo test`; `cargo xtask fuzz [target] [seconds]` goes on for longer. An input that was once read wrong is kept in
//! proptest-regressions/fuzz, and tried first.

mod base_url;
mod cookies;
mod curl;
mod encoded_object;
mod forms;
pub(crate) mod generators;
pub(crate) mod one_time_code;
mod paging;
mod paths;
mod responses;
mod return_to;
mod sealed;

use std::fmt::Debug;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseResult, TestRunner};

/// Seconds for each target; without them, it is a number of cases (`PROPTEST_CASES`).
const SECONDS: &str = "PORTARIA_FUZZ_SECONDS";

/// Has a property hold for what a strategy makes. `file` is the caller's own.
pub(crate) fn holds<S: Strategy>(
    file: &'static str,
    inputs: S,
    property: impl Fn(S::Value) -> TestCaseResult,
) where
    S::Value: Debug,
{
    let limit = std::env::var(SECONDS).ok().and_then(|seconds| seconds.parse().ok());
    let kept = FileFailurePersistence::SourceParallel("proptest-regressions");
    let mut config = Config {
        source_file: Some(file),
        failure_persistence: Some(Box::new(kept)),
        ..Config::default()
    };
    if limit.is_some() {
        config.cases = 4096; // a round
    }
    let (mut cases, began) = (0, Instant::now());
    loop {
        // A runner counts what it has run, and stops.
        let mut runner = TestRunner::new(config.clone());
        if let Err(failure) = runner.run(&inputs, &property) {
            panic!("{failure}\n{runner}");
        }
        cases += config.cases;
        if limit.is_none_or(|seconds| began.elapsed() >= Duration::from_secs(seconds)) {
            break;
        }
    }
    if limit.is_some() {
        println!("{file}: {cases} cases");
    }
}
