//! Programs that only the tests run: a browser, PHP, and the reverse proxies that docs/self-hosting.md has recipes for.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::setup::apt;

/// A program that is found on this machine, or installed from Debian.
pub(crate) struct Program {
    /// The environment variable by which the tests learn of it, and by which a person chooses one.
    pub(crate) variable: &'static str,
    /// What people call it.
    title: &'static str,
    names: &'static [&'static str],
    /// Where it lies when it is not on the path.
    places: &'static [&'static str],
    /// Debian's package.
    package: &'static str,
}

pub(crate) const CHROMIUM: Program = Program {
    variable: "PORTARIA_CHROMIUM",
    title: "Chromium or Chrome",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    places: &[
        "/usr/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    package: "chromium",
};

pub(crate) const CADDY: Program = Program {
    variable: "PORTARIA_CADDY",
    title: "Caddy",
    names: &["caddy"],
    places: &["/usr/bin/caddy"],
    package: "caddy",
};

/// A system's own lies where only root's path leads.
pub(crate) const NGINX: Program = Program {
    variable: "PORTARIA_NGINX",
    title: "nginx",
    names: &["nginx"],
    places: &["/usr/sbin/nginx"],
    package: "nginx",
};

/// It reads the queries that the package sends, as the platforms do.
pub(crate) const PHP: Program = Program {
    variable: "PORTARIA_PHP",
    title: "PHP",
    names: &["php"],
    places: &["/usr/bin/php"],
    package: "php-cli",
};

impl Program {
    /// Finds it, or installs Debian's.
    pub(crate) fn ready(&self) -> Result<PathBuf> {
        let Self { variable, title, package, .. } = self;
        if let Some(chosen) = env::var_os(variable).map(PathBuf::from) {
            if !chosen.is_file() {
                bail!("{variable} is {}, but there is no such file", chosen.display());
            }
            return Ok(chosen);
        }
        if let Some(found) = self.found() {
            return Ok(found);
        }
        if apt::usable() {
            apt::install(&[package])?;
        }
        match self.found() {
            Some(found) => Ok(found),
            None => bail!("install {title}, or set {variable} to its path"),
        }
    }

    fn found(&self) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let on_path = env::split_paths(&path)
            .flat_map(|dir| self.names.iter().map(move |name| dir.join(name)));
        on_path.chain(self.places.iter().map(PathBuf::from)).find(|place| Path::is_file(place))
    }
}
