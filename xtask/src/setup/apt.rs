//! Debian's packages, when this machine has apt-get and we may use it.

use std::{path::Path, process::Command, time::Duration};

use anyhow::Result;

use crate::run::run_quietly;

const LIMIT: Duration = Duration::from_secs(900);

pub(crate) fn usable() -> bool {
    Path::new("/usr/bin/apt-get").exists() && nix::unistd::geteuid().is_root()
}

/// Installs packages; their lists are brought up to date first, as stale ones name files that are
/// gone.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    run_quietly("updating Debian's package lists", apt_get().arg("update"), LIMIT)?;
    let what = format!("installing Debian's {}", packages.join(", "));
    let mut install = apt_get();
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    run_quietly(&what, &mut install, LIMIT)
}

fn apt_get() -> Command {
    let mut command = Command::new("/usr/bin/apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").env("LC_ALL", "C.UTF-8");
    command
}
