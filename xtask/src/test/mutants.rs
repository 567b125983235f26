//! How many changes of the Worker's rules the native tests notice: cargo-mutants makes each change in a copy of the crate, and runs
//! them. It takes hours, so it runs only when it is named.

use std::{env, fs, time::Duration};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::counts::Counts;
use crate::{
    run::{output, run_quietly, say, step},
    workspace::{cargo, root, target},
};

/// What is changed, unless [`VARIABLE`] names files or folders, separated by commas.
const FOLDERS: &str = "src/edge,src/oauth,src/http";
const VARIABLE: &str = "PORTARIA_MUTANTS";
const INSTALL_LIMIT: Duration = Duration::from_secs(1200);

/// What cargo-mutants writes when it ends.
#[derive(Debug, Default, Deserialize)]
struct Outcomes {
    caught: u64,
    missed: u64,
    timeout: u64,
    unviable: u64,
}

pub(crate) fn mutants() -> Result<Counts> {
    ready()?;
    let folders = env::var(VARIABLE).unwrap_or_else(|_| FOLDERS.into());
    let report = target().join("mutants.out/outcomes.json");
    // One from an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&report);
    let mut mutants = cargo();
    mutants.args(["mutants", "--package", "portaria", "--all-features", "--no-shuffle"]);
    mutants.arg("--output").arg(target());
    for folder in folders.split(',') {
        let path = root().join(folder);
        let files = if path.is_dir() { format!("{folder}/**/*.rs") } else { folder.to_owned() };
        mutants.args(["--file", &files]);
    }
    step(format_args!("changing {folders}, and looking whether the native tests notice"));
    mutants.args(["--", "--lib"]).status().context("cargo mutants could not be started")?;
    let report =
        fs::read_to_string(report).context("cargo mutants ended before it had a result")?;
    let outcomes: Outcomes = serde_json::from_str(&report)?;
    say(outcomes.score(&folders)?);
    Ok(Counts::CHECK)
}

/// Installs cargo-mutants unless it is there.
fn ready() -> Result<()> {
    if output(cargo().args(["mutants", "--version"])).is_some() {
        return Ok(());
    }
    let mut install = cargo();
    install.args(["install", "--locked", "cargo-mutants"]);
    run_quietly("installing cargo-mutants", &mut install, INSTALL_LIMIT)
        .context("install it with `cargo install --locked cargo-mutants` and try again")
}

impl Outcomes {
    /// A change that makes the tests run without end is noticed; one that does not compile is none.
    fn score(&self, folders: &str) -> Result<String> {
        let noticed = self.caught + self.timeout;
        let all = noticed + self.missed;
        if all == 0 {
            bail!("there was nothing to change in {folders}");
        }
        let tenths = (noticed * 1000 + all / 2) / all;
        Ok(format!(
            "{folders}: {}.{} % of {all} changes are noticed ({} missed; {} did not compile)",
            tenths / 10,
            tenths % 10,
            self.missed,
            self.unviable
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_is_what_is_noticed_of_what_compiles() {
        let report = r#"{"outcomes": [], "total_mutants": 210, "caught": 180, "missed": 19, "timeout": 1, "unviable": 10}"#;
        let outcomes: Outcomes = serde_json::from_str(report).unwrap();
        assert_eq!(
            outcomes.score("src/http").unwrap(),
            "src/http: 90.5 % of 200 changes are noticed (19 missed; 10 did not compile)"
        );
        assert!(Outcomes::default().score("src/http").is_err());
    }
}
