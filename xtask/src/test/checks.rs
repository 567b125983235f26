//! What each step of the tests runs.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context as _, Result, anyhow};

use crate::{
    js,
    package::client::document_paths,
    run::{run_quietly, run_shown, run_teed, say},
    setup::programs::{CADDY, CHROMIUM, NGINX, PHP},
    test::counts::Counts,
    workspace::{cargo, root, target},
};

const LIMIT: Duration = Duration::from_secs(300);

/// One tsconfig for each kind of place that our JavaScript runs in.
const TSCONFIGS: [&str; 4] =
    ["tsconfig.json", "tsconfig.worker.json", "tsconfig.node.json", "tests/sandbox/tsconfig.json"];

/// The platforms' folders are named beside it: rustfmt does not see modules that a macro declares.
pub(crate) fn format() -> Result<Counts> {
    let mut fmt = cargo();
    fmt.args(["fmt", "--all", "--check", "--"]);
    for provider in describe::providers(root()).map_err(|error| anyhow!(error))? {
        fmt.arg(root().join("src/providers").join(provider).join("mod.rs"));
    }
    check("checking Rust's format", &mut fmt)
}

pub(crate) fn lint() -> Result<Counts> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--all-features"]);
    check("linting Rust", clippy.args(["--", "--deny", "warnings"]))
}

pub(crate) fn docs() -> Result<Counts> {
    let mut doc = cargo();
    doc.args(["doc", "--package", "portaria", "--no-deps", "--all-features"]);
    doc.arg("--document-private-items").env("RUSTDOCFLAGS", "-Dwarnings");
    check("checking Rust's documentation", &mut doc)
}

pub(crate) fn biome() -> Result<Counts> {
    let mut biome = js::tool("biome");
    biome.args(["ci", "--error-on-warnings"]);
    if !js::coloured() {
        // It does not follow NO_COLOR.
        biome.arg("--colors=off");
    }
    check("checking JavaScript, CSS, HTML and JSON", &mut biome)
}

/// The rules are kept with the documents.
pub(crate) fn openapi() -> Result<Counts> {
    let mut redocly = js::tool("redocly");
    redocly.args(["lint", "--config", "src/providers/redocly.yaml"]);
    redocly.args(document_paths()?);
    check("linting the providers' documents", &mut redocly)
}

pub(crate) fn types() -> Result<Counts> {
    let mut counts = Counts::default();
    for config in TSCONFIGS {
        let mut tsc = js::tool("tsc");
        tsc.args(["--noEmit", "--project", config]);
        match check(&format!("checking types with {config}"), &mut tsc) {
            Ok(passed) => counts = counts + passed,
            Err(error) => {
                say(format_args!("{error:#}"));
                counts.failed += 1;
            }
        }
    }
    Ok(counts)
}

pub(crate) fn native() -> Result<Counts> {
    let mut test = cargo();
    test.args(["test", "--workspace", "--all-features", "--no-fail-fast"]);
    let (printed, succeeded) = run_teed("running the native tests", &mut test)?;
    Counts::of_cargo(&printed).conclude("cargo test", succeeded)
}

pub(crate) fn vitest() -> Result<Counts> {
    let report = target().join("vitest.json");
    // One from an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&report);
    let mut vitest = js::tool("vitest");
    vitest
        .args(["run", "--reporter=default", "--reporter=json"])
        .arg(format!("--outputFile.json={}", report.display()));
    for program in [CHROMIUM, CADDY, NGINX, PHP] {
        vitest.env(program.variable, program.ready()?);
    }
    let (_, succeeded) =
        run_teed("running the Worker's, the package's and the browser's tests", &mut vitest)?;
    let report = fs::read_to_string(report).context("vitest ended before it ran the tests")?;
    Counts::of_vitest(&report)?.conclude("vitest", succeeded)
}

pub(crate) fn deploy() -> Result<Counts> {
    let mut wrangler = js::tool("wrangler");
    wrangler.args(["deploy", "--dry-run", "--config", "wrangler.toml"]);
    wrangler.arg("--outdir").arg(target().join("deploy"));
    run_quietly("checking that the Worker could be deployed", &mut wrangler, LIMIT)?;
    Ok(Counts::CHECK)
}

/// docs/write-a-provider.md, followed in a copy of this repository. It builds the whole once more.
pub(crate) fn guide() -> Result<Counts> {
    let mut node = js::node();
    node.arg("examples/add-platforms.js");
    run_quietly("adding two platforms, as the guide says", &mut node, 3 * LIMIT)?;
    Ok(Counts::CHECK)
}

fn check(what: &str, command: &mut Command) -> Result<Counts> {
    run_shown(what, command)?;
    Ok(Counts::CHECK)
}
