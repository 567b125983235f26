//! From Rust to the wasm and its JavaScript glue.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

use super::{shorten, snip};
use crate::{
    js,
    run::{quiet, shown, step},
    setup::wasm_target::{TRIPLE, Toolchain},
    workspace::{root, target},
};

/// One wasm and its glue.
#[derive(Debug)]
pub(crate) struct Build {
    pub(super) name: &'static str,
    features: &'static str,
    /// Whether it uses `format!` and its like.
    formats: bool,
    /// rustc's level: for size where it is downloaded, for speed where it is not.
    level: &'static str,
    /// wasm-opt's.
    shrink: &'static str,
}

/// A browser downloads only the first; what handles secrets is in the second.
pub(crate) const BUILDS: [Build; 2] = [
    Build { name: "browser", features: "js", formats: false, level: "z", shrink: "-Oz" },
    Build { name: "server", features: "server", formats: true, level: "3", shrink: "-O3" },
];

/// wasm-opt's arguments. The features are named because `--all-features` lets it write encodings
/// that no engine reads yet.
pub(crate) const OPTIMISE: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

const LIMIT: Duration = Duration::from_secs(600);

/// Whether to be quick rather than small: for trying something out. What comes of it is not to be published.
pub(super) fn is_draft() -> bool {
    env::var_os("PORTARIA_DRAFT").is_some_and(|value| value == "1")
}

/// Compiles, and says where the result is. Each build has a target directory of its own: cargo
/// gives a wasm library one file name whatever its features, and would mistake one for the other.
pub(crate) fn compile(build: &Build, toolchain: Toolchain) -> Result<PathBuf> {
    let dir = target().join("wasm").join(toolchain.name()).join(build.name);
    let mut cargo = toolchain.cargo_build();
    cargo
        .args(["--package", "portaria", "--lib", "--features", build.features])
        .arg("--target-dir")
        .arg(&dir)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", if is_draft() { "1" } else { build.level })
        .env("CARGO_ENCODED_RUSTFLAGS", remapped_paths());
    if is_draft() {
        cargo
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    }
    let what = format!("compiling the {} wasm with {}'s Rust", build.name, toolchain.name());
    shown(&what, &mut cargo)?;
    Ok(dir.join(TRIPLE).join("release/portaria.wasm"))
}

/// Writes the glue and the wasm that belongs to it.
pub(crate) fn bind(build: &Build, compiled: &Path, to: &Path) -> Result<()> {
    step(format_args!("binding the {} wasm to JavaScript", build.name));
    let mut module = Module::from_file(compiled)
        .with_context(|| format!("{} is no wasm", compiled.display()))?;
    snip::panics(&mut module);
    if !build.formats {
        snip::formatting(&mut module);
    }
    Bindgen::new()
        .input_module(build.name, module)
        .out_name(build.name)
        .web(true)?
        .omit_default_module_path(true)
        .typescript(true)
        .generate(to)
        .with_context(|| format!("wasm-bindgen refused {}", compiled.display()))
}

/// Shrinks the wasm in place.
pub(crate) fn optimise(build: &Build, dir: &Path) -> Result<()> {
    let wasm = dir.join(format!("{}_bg.wasm", build.name));
    let glue = dir.join(format!("{}.js", build.name));
    shorten::imports(&wasm, &glue)?;
    let mut esbuild = js::tool("esbuild");
    esbuild.arg(&glue).arg(format!("--outfile={}", glue.display()));
    esbuild.args(["--allow-overwrite", "--format=esm", "--log-level=error", "--minify"]);
    quiet(&format!("shrinking the {} glue", build.name), &mut esbuild, LIMIT)?;
    if is_draft() {
        return Ok(());
    }
    let smaller = wasm.with_extension("smaller");
    let mut wasm_opt = js::tool("wasm-opt");
    wasm_opt.arg(&wasm).arg("-o").arg(&smaller).arg(build.shrink).args(OPTIMISE);
    quiet(&format!("shrinking the {} wasm", build.name), &mut wasm_opt, LIMIT)?;
    fs::rename(smaller, wasm)?;
    Ok(())
}

/// Panic messages hold source paths; a package must not tell where it was built.
fn remapped_paths() -> String {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = vec![format!("--remap-path-prefix={}=.", root().display())];
    if let Some(home) = home {
        let sources = home.join("registry/src");
        flags.push(format!("--remap-path-prefix={}=crates", sources.display()));
    }
    flags.join("\u{1f}")
}
