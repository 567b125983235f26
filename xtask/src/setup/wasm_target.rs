//! A toolchain that compiles to wasm32-unknown-unknown.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{
    run::{output, run_quietly, say},
    setup::apt,
    workspace::{cargo, root},
};

/// The target's name.
pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

const VARIABLE: &str = "PORTARIA_WASM_TOOLCHAIN";
const DEBIAN_PACKAGES: [&str; 5] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);
const NO_TOOLCHAIN: &str = "no Rust toolchain here compiles to wasm32-unknown-unknown: run \
    `rustup target add wasm32-unknown-unknown`, or as root on Debian install \
    rustc-web cargo-web rust-web-src rust-web-llvm lld-22, and try again";

/// Which toolchain compiles the wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// Debian's, which has to compile the standard library too.
    Debian,
    /// The one that runs this xtask.
    Rustup,
}

/// What there is to choose from.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    rustup_has_target: bool,
    rustup_can_add: bool,
    debian_installed: bool,
    debian_installable: bool,
}

/// What to try, in this order, until one works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    AddTarget,
    InstallDebian,
    Use(Toolchain),
}

/// Finds a toolchain, or installs what is missing.
pub(crate) fn ready() -> Result<Toolchain> {
    let facts = Facts {
        rustup_has_target: rustup_has_target(),
        rustup_can_add: output(Command::new("rustup").arg("--version")).is_some(),
        debian_installed: debian_installed(),
        debian_installable: apt::usable(),
    };
    for attempt in attempts(facts, chosen(env::var(VARIABLE).ok().as_deref())?) {
        match attempt {
            Attempt::Use(toolchain) => return Ok(toolchain),
            Attempt::AddTarget => {
                let mut add = Command::new("rustup");
                add.args(["target", "add", TRIPLE]).env_remove("RUST_BACKTRACE");
                match run_quietly("adding the wasm target with rustup", &mut add, RUSTUP_LIMIT) {
                    Ok(()) if rustup_has_target() => return Ok(Toolchain::Rustup),
                    Ok(()) => say("  rustup's target is not for the toolchain in use"),
                    Err(error) => say(format_args!("  {error:#}")),
                }
            }
            Attempt::InstallDebian => {
                apt::install(&DEBIAN_PACKAGES)?;
                return Ok(Toolchain::Debian);
            }
        }
    }
    bail!(NO_TOOLCHAIN)
}

impl Toolchain {
    /// For names of directories.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Debian => "debian",
            Self::Rustup => "rustup",
        }
    }

    /// `cargo build` for the target.
    pub(crate) fn cargo_build(self) -> Command {
        let mut command = match self {
            Self::Debian => debian_cargo(),
            Self::Rustup => cargo(),
        };
        command.args(["build", "--release", "--target", TRIPLE]);
        if self == Self::Debian {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
    }
}

fn attempts(facts: Facts, chosen: Option<Toolchain>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    if chosen != Some(Toolchain::Debian) {
        if facts.rustup_has_target {
            attempts.push(Attempt::Use(Toolchain::Rustup));
        } else if facts.debian_installed && chosen.is_none() {
            // Asking rustup in vain again would cost minutes on every build.
        } else if facts.rustup_can_add {
            attempts.push(Attempt::AddTarget);
        }
    }
    if chosen != Some(Toolchain::Rustup) {
        if facts.debian_installed {
            attempts.push(Attempt::Use(Toolchain::Debian));
        } else if facts.debian_installable {
            attempts.push(Attempt::InstallDebian);
        }
    }
    attempts
}

fn chosen(value: Option<&str>) -> Result<Option<Toolchain>> {
    match value {
        None | Some("") => Ok(None),
        Some("debian") => Ok(Some(Toolchain::Debian)),
        Some("rustup") => Ok(Some(Toolchain::Rustup)),
        Some(other) => bail!("{VARIABLE} is `{other}`: set it to `rustup` or `debian`"),
    }
}

fn rustup_has_target() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    output(Command::new(rustc).args(["--print", "sysroot"]).current_dir(root()))
        .is_some_and(|sysroot| library(Path::new(&sysroot)).is_dir())
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TRIPLE).join("lib")
}

fn debian_installed() -> bool {
    ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/lld-22"].iter().all(|it| Path::new(it).exists())
        && output(Command::new("/usr/bin/dpkg").args(["--status", "rust-web-src"])).is_some()
}

/// Debian's cargo, free of what rustup's left in the environment: its libraries are not ours.
fn debian_cargo() -> Command {
    let mut command = Command::new("/usr/bin/cargo");
    command.current_dir(root());
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if is_toolchains(&name) {
            command.env_remove(name);
        }
    }
    command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    command
}

fn is_toolchains(name: &str) -> bool {
    let exact = ["CARGO", "LD_LIBRARY_PATH", "RUSTC", "RUSTDOC", "RUSTFLAGS"];
    let families = ["CARGO_MANIFEST_", "CARGO_PKG_", "RUSTC_", "RUSTUP_", "RUST_RECURSION_"];
    exact.contains(&name) || families.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: Facts = Facts {
        rustup_has_target: false,
        rustup_can_add: false,
        debian_installed: false,
        debian_installable: false,
    };

    #[test]
    fn a_target_that_is_there_is_used() {
        let facts = Facts { rustup_has_target: true, debian_installed: true, ..BARE };
        assert_eq!(attempts(facts, None).first(), Some(&Attempt::Use(Toolchain::Rustup)));
    }

    #[test]
    fn rustup_is_asked_before_debian() {
        let facts = Facts { rustup_can_add: true, debian_installable: true, ..BARE };
        assert_eq!(attempts(facts, None), [Attempt::AddTarget, Attempt::InstallDebian]);
    }

    #[test]
    fn rustup_is_not_asked_again_once_debian_is_there() {
        let facts = Facts { rustup_can_add: true, debian_installed: true, ..BARE };
        assert_eq!(attempts(facts, None), [Attempt::Use(Toolchain::Debian)]);
    }

    #[test]
    fn a_choice_is_respected() {
        let facts = Facts {
            rustup_has_target: true,
            rustup_can_add: true,
            debian_installed: false,
            debian_installable: true,
        };
        assert_eq!(attempts(facts, Some(Toolchain::Debian)), [Attempt::InstallDebian]);
        let facts = Facts { rustup_has_target: false, debian_installed: true, ..facts };
        assert_eq!(attempts(facts, Some(Toolchain::Rustup)), [Attempt::AddTarget]);
        assert!(attempts(BARE, None).is_empty());
    }

    #[test]
    fn a_choice_is_one_of_two() {
        assert_eq!(chosen(None).unwrap(), None);
        assert_eq!(chosen(Some("debian")).unwrap(), Some(Toolchain::Debian));
        assert_eq!(
            chosen(Some("nix")).unwrap_err().to_string(),
            "PORTARIA_WASM_TOOLCHAIN is `nix`: set it to `rustup` or `debian`"
        );
    }

    #[test]
    fn what_rustup_leaves_is_recognised() {
        for name in ["RUSTUP_TOOLCHAIN", "CARGO", "LD_LIBRARY_PATH", "CARGO_PKG_NAME", "RUSTC"] {
            assert!(is_toolchains(name), "{name}");
        }
        for name in ["PATH", "HOME", "CARGO_HOME", "CARGO_TARGET_DIR", "RUST_BACKTRACE"] {
            assert!(!is_toolchains(name), "{name}");
        }
    }
}
