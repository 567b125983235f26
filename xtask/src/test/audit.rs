//! Advisories, licences and sources of the crates, by cargo-deny (deny.toml), as far as this machine lets it.

use std::process::Stdio;

use anyhow::Result;

use super::counts::Counts;
use crate::{
    run::{output, say, step},
    workspace::cargo,
};

pub(crate) fn audit() -> Result<Counts> {
    if output(cargo().args(["deny", "--version"])).is_none() {
        say(
            "cargo-deny is not installed, so advisories, licences and sources are not checked here: \
             `cargo install --locked cargo-deny`.",
        );
        return Ok(Counts::default());
    }
    let ours = deny("licences and sources", &["licenses", "bans", "sources"])?;
    Ok(ours + deny("advisories", &["advisories"])?)
}

/// What is not on this machine comes from the network, which may not be there.
fn deny(what: &str, checks: &[&str]) -> Result<Counts> {
    step(format_args!("checking the crates' {what}"));
    let output = cargo().args(["deny", "check"]).args(checks).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(Counts::CHECK);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("failed to fetch") {
        say(format_args!("The crates' {what} are not checked here: they could not be fetched."));
        return Ok(Counts::default());
    }
    say(said.trim_end());
    Ok(Counts { passed: 0, failed: 1 })
}
