//! Where things are.

use std::path::{Path, PathBuf};

/// The repository's root; xtask is compiled where it is run.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target directory, where everything that can be made again is kept.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The cargo that runs this xtask, so that every step uses the same toolchain.
pub(crate) fn cargo() -> std::process::Command {
    let name = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(name);
    command.current_dir(root());
    command
}
