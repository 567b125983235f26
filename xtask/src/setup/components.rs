//! rustfmt and clippy, which a minimal rustup leaves out.

use std::{process::Command, time::Duration};

use anyhow::{Context as _, Result};

use crate::{
    run::{output, run_quietly},
    workspace::cargo,
};

const LIMIT: Duration = Duration::from_secs(180);

/// Makes `cargo fmt` and `cargo clippy` work.
pub(crate) fn ready() -> Result<()> {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(subcommand, _)| output(cargo().args([subcommand, "--version"])).is_none())
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = format!("installing {}", missing.join(" and "));
    let mut command = Command::new("rustup");
    command.args(["component", "add"]).args(&missing);
    run_quietly(&what, &mut command, LIMIT).with_context(|| {
        format!("install {} for this Rust toolchain and try again", missing.join(" and "))
    })
}
