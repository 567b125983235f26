//! The sum of all steps.

use std::process::ExitCode;

use anyhow::Result;

use crate::{run::say, test::counts::Counts};

#[derive(Debug, Default)]
pub(crate) struct Summary {
    counts: Counts,
    failures: Vec<(&'static str, String)>,
}

impl Summary {
    /// A step that could not count counts as one failure.
    pub(crate) fn add(&mut self, step: &'static str, result: Result<Counts>) {
        let counts = match result {
            Ok(counts) => counts,
            Err(error) => {
                self.failures.push((step, format!("{error:#}")));
                self.counts.failed += 1;
                return;
            }
        };
        if counts.failed > 0 {
            self.failures.push((step, format!("{} failed", counts.failed)));
        }
        self.counts = self.counts + counts;
    }

    pub(crate) fn has_failed(&self, step: &str) -> bool {
        self.failures.iter().any(|(failed, _)| *failed == step)
    }

    /// Lists the failures and ends with the one line.
    pub(crate) fn report(&self) -> ExitCode {
        say("");
        for (step, reason) in &self.failures {
            say(format_args!("✗ {step}: {reason}"));
        }
        say(self.line());
        if self.counts.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn line(&self) -> String {
        format!("{} passed, {} failed", self.counts.passed, self.counts.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_summed_and_failures_remembered() {
        let mut summary = Summary::default();
        summary.add("format", Ok(Counts::CHECK));
        summary.add("native", Ok(Counts { passed: 40, failed: 2 }));
        summary.add("build", Err(anyhow::anyhow!("no")));
        assert_eq!(summary.line(), "41 passed, 3 failed");
        assert!(summary.has_failed("native") && summary.has_failed("build"));
        assert!(!summary.has_failed("format"));
    }
}
