//! How many tests passed and failed, from what the runners say.

use std::ops::Add;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VitestReport {
    num_passed_tests: u64,
    num_failed_tests: u64,
    test_results: Vec<VitestFile>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VitestFile {
    status: String,
    assertion_results: Vec<VitestTest>,
}

#[derive(Debug, Deserialize)]
struct VitestTest {
    status: String,
}

impl Counts {
    /// A check that passed counts as one test.
    pub(crate) const CHECK: Self = Self { passed: 1, failed: 0 };

    /// The sum of cargo test's `test result:` lines.
    pub(crate) fn of_cargo(printed: &str) -> Self {
        printed
            .lines()
            .filter_map(|line| line.strip_prefix("test result:"))
            .map(|line| Self { passed: number(line, "passed"), failed: number(line, "failed") })
            .fold(Self::default(), Add::add)
    }

    /// From vitest's JSON report. A file that breaks before its tests run counts as one failure.
    pub(crate) fn of_vitest(report: &str) -> Result<Self> {
        let report: VitestReport =
            serde_json::from_str(report).context("vitest's report could not be read")?;
        let is_failed = |status: &str| status == "failed";
        let broken = report.test_results.iter().filter(|file| {
            is_failed(&file.status)
                && !file.assertion_results.iter().any(|it| is_failed(&it.status))
        });
        let failed = report.num_failed_tests + broken.count() as u64;
        Ok(Self { passed: report.num_passed_tests, failed })
    }

    /// A runner that ran nothing, or that failed for a reason of its own, has not passed.
    pub(crate) fn conclude(mut self, runner: &str, succeeded: bool) -> Result<Self> {
        if self == Self::default() {
            bail!("{runner} ran no tests: see above");
        }
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        Ok(self)
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// The number before a word: 3 of "3 passed;".
fn number(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split([' ', ';']).collect();
    words
        .windows(2)
        .find_map(|pair| match pair {
            [number, found] if *found == word => number.parse().ok(),
            _ => None,
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_results_are_summed() {
        let printed = "\
running 2 tests
test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
some test printed: test result: 7 passed; 7 failed
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out
";
        assert_eq!(Counts::of_cargo(printed), Counts { passed: 15, failed: 2 });
        assert_eq!(Counts::of_cargo("error: could not compile"), Counts::default());
    }

    #[test]
    fn vitests_report_is_read() {
        let report = r#"{"numPassedTests":4,"numFailedTests":1,"success":false,"testResults":[
            {"status":"passed","assertionResults":[{"status":"passed"}]},
            {"status":"failed","assertionResults":[{"status":"failed"},{"status":"passed"}]},
            {"status":"failed","assertionResults":[]}
        ]}"#;
        assert_eq!(Counts::of_vitest(report).unwrap(), Counts { passed: 4, failed: 2 });
        assert!(Counts::of_vitest("{}").is_err());
    }

    #[test]
    fn a_runner_that_ran_nothing_has_failed() {
        let error = Counts::default().conclude("vitest", true).unwrap_err();
        assert_eq!(error.to_string(), "vitest ran no tests: see above");
    }

    #[test]
    fn a_runner_that_failed_otherwise_has_failed() {
        let counts = Counts { passed: 3, failed: 0 };
        assert_eq!(counts.conclude("vitest", false).unwrap(), Counts { passed: 3, failed: 1 });
        assert_eq!(counts.conclude("vitest", true).unwrap(), counts);
    }
}
