//! From Rust to the wasm and its JavaScript glue.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

use super::{late_codecs, mangle_imports, patch_reinit, strip_formatting};
use crate::{
    js,
    run::{run_quietly, run_shown, step},
    setup::wasm_target::{TRIPLE, Toolchain},
    workspace::{root, target},
};

/// One wasm and its glue.
#[derive(Debug)]
pub(crate) struct Build {
    pub(super) name: &'static str,
    /// Of the target directory.
    dir: &'static str,
    features: &'static str,
    /// Whether an instance that panicked is told from where, and replaced. A page's is not: what words a panic, and
    /// `format!` with it, is taken out of it.
    reinitialises: bool,
    /// rustc's level: for size where it is downloaded, for speed where it is not.
    level: &'static str,
    /// wasm-opt's.
    shrink: &'static str,
    /// Whether it is compiled quickly, and is neither small nor fast.
    is_quick: bool,
}

/// A browser downloads only the first; what handles secrets is in the second.
pub(crate) const BUILDS: [Build; 2] = [
    Build {
        name: "browser",
        dir: "browser",
        features: "js",
        reinitialises: false,
        level: "z",
        shrink: "-Oz",
        is_quick: false,
    },
    Build {
        name: "server",
        dir: "server",
        features: "server",
        reinitialises: true,
        level: "3",
        shrink: "-O3",
        is_quick: false,
    },
];

/// The server's, which panics when a test asks for it: quickly made, and never published.
pub(crate) const TEST_PANIC: Build = Build {
    name: "server",
    dir: "test-panic",
    features: "test-panic",
    reinitialises: true,
    level: "1",
    shrink: "-O0",
    is_quick: true,
};

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
    let dir = target().join("wasm").join(toolchain.name()).join(build.dir);
    let mut cargo = toolchain.cargo_build();
    cargo
        .args(["--package", "portaria", "--lib", "--features", build.features])
        .arg("--target-dir")
        .arg(&dir)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", if is_draft() { "1" } else { build.level })
        .envs(
            (build.is_quick || is_draft())
                .then_some([
                    ("CARGO_PROFILE_RELEASE_LTO", "off"),
                    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
                    ("CARGO_PROFILE_RELEASE_INCREMENTAL", "true"),
                ])
                .into_iter()
                .flatten(),
        )
        .env("CARGO_ENCODED_RUSTFLAGS", remapped_paths());
    let what = format!("compiling the {} wasm with {}'s Rust", build.dir, toolchain.name());
    run_shown(&what, &mut cargo)?;
    Ok(dir.join(TRIPLE).join("release/portaria.wasm"))
}

/// Writes the glue and the wasm that belongs to it.
pub(crate) fn bind(build: &Build, compiled: &Path, to: &Path) -> Result<()> {
    step(format_args!("binding the {} wasm to JavaScript", build.name));
    let mut module = Module::from_file(compiled)
        .with_context(|| format!("{} is no wasm", compiled.display()))?;
    if !build.reinitialises {
        strip_formatting::panic_messages(&mut module);
        strip_formatting::formatting(&mut module)?;
    }
    Bindgen::new()
        .reset_state_function(build.reinitialises)
        .input_module(build.name, module)
        .out_name(build.name)
        .web(true)?
        .omit_default_module_path(true)
        .typescript(true)
        .generate(to)
        .with_context(|| format!("wasm-bindgen refused {}", compiled.display()))?;
    let glue = to.join(format!("{}.js", build.name));
    late_codecs::patch(&glue)?;
    if build.reinitialises {
        patch_reinit::patch(&glue)?;
    }
    Ok(())
}

/// Shrinks the glue in place, and what the two call each other by.
pub(crate) fn shrink_glue(build: &Build, dir: &Path) -> Result<()> {
    let wasm = dir.join(format!("{}_bg.wasm", build.name));
    let glue = dir.join(format!("{}.js", build.name));
    let renamed = mangle_imports::mangle(&wasm, &glue)?;
    step(format_args!("{renamed} imports of the {} wasm have short names", build.name));
    let mut esbuild = js::tool("esbuild");
    esbuild.arg(&glue).arg(format!("--outfile={}", glue.display()));
    esbuild.args(["--allow-overwrite", "--format=esm", "--log-level=error", "--minify"]);
    if build.reinitialises {
        // A server prints the line of an error that nobody catches.
        esbuild.arg("--line-limit=120");
    }
    run_quietly(&format!("shrinking the {} glue", build.name), &mut esbuild, LIMIT)
}

/// Shrinks the wasm in place.
pub(crate) fn optimise(build: &Build, dir: &Path) -> Result<()> {
    if is_draft() {
        return Ok(());
    }
    let wasm = dir.join(format!("{}_bg.wasm", build.name));
    let smaller = wasm.with_extension("smaller");
    let mut wasm_opt = js::tool("wasm-opt");
    wasm_opt.arg(&wasm).arg("-o").arg(&smaller).arg(build.shrink).args(OPTIMISE);
    run_quietly(&format!("shrinking the {} wasm", build.name), &mut wasm_opt, LIMIT)?;
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
