//! `cargo xtask release <version>`: everything but the decision, and the publishing.

mod notes;
mod sbom;
mod version;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use semver::Version;

use crate::{
    run::{run_quietly, run_shown, say, step},
    workspace::{cargo, root, target},
};

const LIMIT: Duration = Duration::from_secs(300);

/// Sets the version, dates the changelog, tests, and makes the tarball and its bill of materials.
pub(crate) fn release(arguments: &[String]) -> Result<()> {
    let (text, tested) = match arguments {
        [text] => (text, true),
        [text, option] if option == "--untested" => (text, false),
        _ => bail!("say which version: `cargo xtask release 1.2.3`"),
    };
    let old = version::parse(env!("CARGO_PKG_VERSION"))?;
    let new = version::parse(text)?;
    if new < old {
        bail!("{new} is older than {old}");
    }
    let changelog = root().join("CHANGELOG.md");
    let notes = notes::dated(&fs::read_to_string(&changelog)?, &new.to_string(), &notes::today())?;

    step(format_args!("setting the version to {new}"));
    fs::write(&changelog, notes)?;
    replace(
        "Cargo.toml",
        &format!("version = \"{old}\"\nedition"),
        &format!("version = \"{new}\"\nedition"),
    )?;
    replace(
        "pkg/package.json",
        &format!("\"version\": \"{old}\""),
        &format!("\"version\": \"{new}\""),
    )?;
    let locked =
        |version: &Version| format!("\"name\": \"portaria\",\n      \"version\": \"{version}\"");
    replace("package-lock.json", &locked(&old), &locked(&new))?;
    run_quietly("locking it", cargo().args(["update", "--workspace", "--offline"]), LIMIT)?;

    // Another process, as this one still is of the old version.
    let what = if tested { "test" } else { "build" };
    run_shown("building and testing it", cargo().args(["xtask", what]))?;
    let to = target().join(format!("release-{new}"));
    fs::create_dir_all(&to)?;
    let tarball = pack(&to)?;
    let bill = to.join(format!("portaria-{new}.cdx.json"));
    fs::write(&bill, sbom::of_package(&new.to_string())?)?;
    say(format_args!("\n{}\n{}", tarball.display(), bill.display()));
    say(format_args!(
        "Look at them, commit, and push the tag v{new}: .github/workflows/release.yml publishes what it builds itself."
    ));
    Ok(())
}

/// `cargo xtask sbom`: the bill of materials of the version that is there.
pub(crate) fn print_bill_of_materials() -> Result<()> {
    say(sbom::of_package(env!("CARGO_PKG_VERSION"))?);
    Ok(())
}

fn pack(to: &Path) -> Result<PathBuf> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "./pkg", "--loglevel=error", "--pack-destination"]).arg(to);
    run_quietly("packing it", npm.current_dir(root()), LIMIT)?;
    let is_tarball = |path: &PathBuf| path.extension().is_some_and(|end| end == "tgz");
    fs::read_dir(to)?
        .flatten()
        .map(|entry| entry.path())
        .find(is_tarball)
        .context("npm has packed nothing")
}

/// Replaces what stands once in a file.
fn replace(file: &str, from: &str, to: &str) -> Result<()> {
    let path = root().join(file);
    let text = fs::read_to_string(&path)?;
    if text.matches(from).count() != 1 {
        bail!("{file} does not have `{from}` once");
    }
    Ok(fs::write(path, text.replace(from, to))?)
}
