//! The npm packages of the lockfile.

use std::{process::Command, time::Duration};

use anyhow::{Result, bail};

use crate::{
    run::{output, run_quietly},
    stamp::Stamp,
    workspace::root,
};

const OLDEST_NODE: u32 = 20;
const LIMIT: Duration = Duration::from_secs(600);

/// Installs them unless this very lockfile is installed already.
pub(crate) fn ready() -> Result<()> {
    check_node(output(Command::new("node").arg("--version")).as_deref())?;
    let files = ["package-lock.json", ".npmrc"].map(|name| root().join(name));
    let platform = [std::env::consts::OS, std::env::consts::ARCH];
    let stamp = Stamp::of(root().join("node_modules/.portaria-stamp"), &files, &platform)?;
    if stamp.holds() {
        return Ok(());
    }
    if output(Command::new("npm").arg("--version").current_dir(root())).is_none() {
        bail!("npm was not found: install it (it comes with Node) and try again");
    }
    // An old Node is warned about for packages that only ever run in the newer one from npm.
    let mut ci = Command::new("npm");
    ci.args(["ci", "--loglevel=error"]).current_dir(root());
    ci.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run_quietly("installing npm packages", &mut ci, LIMIT)?;
    stamp.write()
}

fn check_node(version: Option<&str>) -> Result<()> {
    let Some(version) = version else {
        bail!("Node was not found: install Node {OLDEST_NODE} or newer, with npm, and try again");
    };
    match major(version) {
        Some(major) if major < OLDEST_NODE => {
            bail!("Node {version} is too old: install Node {OLDEST_NODE} or newer and try again")
        }
        _ => Ok(()),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_absent_nodes_are_refused() {
        assert!(check_node(Some("v20.20.2")).is_ok());
        assert!(check_node(Some("v24.21.0")).is_ok());
        assert_eq!(
            check_node(Some("v18.1.0")).unwrap_err().to_string(),
            "Node v18.1.0 is too old: install Node 20 or newer and try again"
        );
        assert_eq!(
            check_node(None).unwrap_err().to_string(),
            "Node was not found: install Node 20 or newer, with npm, and try again"
        );
    }
}
