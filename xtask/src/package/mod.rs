//! `cargo xtask build`: the crate becomes pkg/dist, and the console www/dist.

mod build_id;
mod class;
pub(crate) mod client;
mod declarations;
mod entries;
mod facts;
mod late_codecs;
mod mangle_imports;
mod names;
mod operation_tree;
mod patch_reinit;
mod protocol;
mod published_document;
mod schema_types;
mod services;
mod strip_formatting;
mod typed_document;
mod wasm;

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};

use crate::{
    js,
    run::{run_quietly, step},
    setup::{npm, wasm_target},
    sizes,
    stamp::{Stamp, files_below},
    workspace::{root, target},
};

/// Sets up, builds, and checks the sizes.
pub(crate) fn build() -> Result<()> {
    npm::ready()?;
    let toolchain = wasm_target::ready()?;
    let compiled = wasm::BUILDS
        .iter()
        .map(|build| wasm::compile(build, toolchain))
        .collect::<Result<Vec<PathBuf>>>()?;
    package(&compiled)?;
    console()
}

/// Makes the server's wasm that panics when it is told to, in pkg/test-panic, for the tests.
pub(crate) fn test_panic() -> Result<()> {
    let compiled = wasm::compile(&wasm::TEST_PANIC, wasm_target::ready()?)?;
    let dir = root().join("pkg/test-panic");
    let mut from = vec![compiled.clone()];
    from.extend(env::current_exe()); // it writes the glue
    let stamp = || Stamp::of(target().join("portaria/test-panic.stamp"), &from, &[]);
    if stamp()?.holds() && dir.exists() {
        return Ok(());
    }
    remove(&dir)?;
    fs::create_dir_all(&dir)?;
    wasm::bind(&wasm::TEST_PANIC, &compiled, &dir)?;
    wasm::shrink_glue(&wasm::TEST_PANIC, &dir)?;
    build_id::write(wasm::TEST_PANIC.name, &dir)?;
    stamp()?.write()
}

/// What goes into the package as it is.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Makes pkg/dist in a directory of its own first, so that a failure leaves the old one in place.
fn package(compiled: &[PathBuf]) -> Result<()> {
    for name in LICENSES {
        fs::copy(root().join(name), root().join("pkg").join(name))?;
    }
    let dist = root().join("pkg/dist");
    let facts = facts::facts()?;
    entries::write_plain(&facts.platforms)?;
    if stamp(compiled, &dist)?.holds() {
        step("the npm package is up to date");
        return if wasm::is_draft() { Ok(()) } else { sizes::check(&dist) };
    }
    let staging = root().join("pkg/dist.new");
    remove(&staging)?;
    fs::create_dir_all(&staging)?;
    for (build, compiled) in wasm::BUILDS.iter().zip(compiled) {
        wasm::bind(build, compiled, &staging)?;
        wasm::shrink_glue(build, &staging)?;
        wasm::optimise(build, &staging)?;
        build_id::write(build.name, &staging)?;
    }
    protocol::write(&facts.protocol, &staging)?;
    client::generate(&facts.platforms, &staging)?;
    entries::generate(&facts.platforms, &staging)?;
    if !wasm::is_draft() {
        sizes::check(&staging)?;
    }
    swap(&staging, &dist)?;
    stamp(compiled, &dist)?.write()
}

/// Covers what the package was made from and the package itself, should someone have touched it.
fn stamp(compiled: &[PathBuf], dist: &Path) -> Result<Stamp> {
    let mut files = compiled.to_vec();
    let scripts = ["package-lock.json", "xtask/facts.rs", schema_types::SCRIPT];
    files.extend(scripts.map(|name| root().join(name)));
    files.extend(entries::sources(&facts::facts()?.platforms));
    files.extend(client::document_paths()?.into_iter().map(|path| root().join(path)));
    files.extend(env::current_exe()); // it writes the classes
    files.extend(files_below(dist));
    let mut also = wasm::OPTIMISE.to_vec();
    also.extend([facts::text()?, if wasm::is_draft() { "draft" } else { "" }]);
    Stamp::of(target().join("portaria/package.stamp"), &files, &also)
}

fn swap(new: &Path, current: &Path) -> Result<()> {
    let old = current.with_extension("old");
    remove(&old)?;
    if current.exists() {
        fs::rename(current, &old)?;
    }
    fs::rename(new, current)
        .with_context(|| format!("{} could not be put in its place", current.display()))?;
    remove(&old)
}

fn remove(dir: &Path) -> Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    fs::remove_dir_all(dir).with_context(|| format!("{} could not be removed", dir.display()))
}

fn console() -> Result<()> {
    let mut vite = js::tool("vite");
    vite.args(["build", "www"]);
    run_quietly("building the console", &mut vite, Duration::from_secs(300))
}
