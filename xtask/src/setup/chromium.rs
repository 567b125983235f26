//! A browser for the tests.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::setup::apt;

/// How the tests learn of it, and how a person chooses one.
pub(crate) const VARIABLE: &str = "PORTARIA_CHROMIUM";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES: [&str; 3] = [
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Finds a Chromium, or installs Debian's.
pub(crate) fn ready() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(VARIABLE).map(PathBuf::from) {
        if !chosen.is_file() {
            bail!("{VARIABLE} is {}, but there is no such file", chosen.display());
        }
        return Ok(chosen);
    }
    if let Some(found) = found() {
        return Ok(found);
    }
    if apt::usable() {
        apt::install(&["chromium"])?;
    }
    match found() {
        Some(found) => Ok(found),
        None => bail!("install Chromium or Chrome, or set {VARIABLE} to the path of one"),
    }
}

fn found() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).flat_map(|dir| NAMES.map(|name| dir.join(name)));
    on_path.chain(PLACES.map(PathBuf::from)).find(|place| Path::is_file(place))
}
