//! `cargo xtask fuzz`: the properties of src/fuzz, for longer than a test may take.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{run::run_shown, workspace::cargo};

/// For each property, where nothing is said.
const SECONDS: &str = "60";

/// Runs all targets, or the one that is named: a file of src/fuzz, or a part of a test's name.
pub(crate) fn fuzz(args: &[String]) -> Result<ExitCode> {
    let (target, seconds) = match args {
        [] => ("", SECONDS),
        [seconds] if is_number(seconds) => ("", seconds.as_str()),
        [target] => (target.as_str(), SECONDS),
        [target, seconds] if is_number(seconds) => (target.as_str(), seconds.as_str()),
        _ => bail!("usage: cargo xtask fuzz [target] [seconds]"),
    };
    let mut test = cargo();
    test.args(["test", "--package", "portaria", "--lib", "--", "--nocapture"]);
    test.arg(format!("fuzz::{target}")).env("PORTARIA_FUZZ_SECONDS", seconds);
    // More inputs in a second: nobody debugs it.
    test.env("CARGO_PROFILE_TEST_OPT_LEVEL", "1");
    run_shown(&format!("running the properties on random input, {seconds} s each"), &mut test)?;
    Ok(ExitCode::SUCCESS)
}

fn is_number(text: &str) -> bool {
    text.parse::<u32>().is_ok()
}
