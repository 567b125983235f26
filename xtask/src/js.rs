//! The JavaScript tools that npm installed.

use std::{env, ffi::OsString, io::IsTerminal as _, path::PathBuf, process::Command};

use crate::workspace::{root, target};

/// A tool from node_modules, run by the Node that npm installed and kept from calling home.
pub(crate) fn tool(name: &str) -> Command {
    quietened(Command::new(bin().join(name)))
}

/// Node itself; the person's own where npm had none for this platform.
pub(crate) fn node() -> Command {
    quietened(Command::new("node"))
}

fn quietened(mut command: Command) -> Command {
    if !coloured() {
        command.env("NO_COLOR", "1");
    }
    command
        .current_dir(root())
        .env("PATH", path())
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .env("REDOCLY_TELEMETRY", "off")
        .env("WRANGLER_CACHE_DIR", target().join("wrangler/cache"))
        .env("WRANGLER_HIDE_BANNER", "true")
        .env("WRANGLER_LOG_PATH", target().join("wrangler/logs"))
        .env("WRANGLER_NO_SKILLS_UPDATE_PROMPTS", "true")
        .env("WRANGLER_REGISTRY_PATH", target().join("wrangler/registry"))
        .env("WRANGLER_SEND_ERROR_REPORTS", "false")
        .env("WRANGLER_SEND_METRICS", "false");
    command
}

/// Whether a person reads along at a terminal.
pub(crate) fn coloured() -> bool {
    std::io::stdout().is_terminal()
}

fn bin() -> PathBuf {
    root().join("node_modules/.bin")
}

/// Newer wrangler and vitest want a newer Node than a person may have; npm's own comes first.
fn path() -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(bin()).chain(env::split_paths(&inherited));
    env::join_paths(dirs).unwrap_or(inherited)
}
