//! The project's own commands. Each sets up what it needs, says what it does, and is quick the
//! second time.

#![allow(clippy::disallowed_macros)] // not part of the wasm

mod bench;
mod dev;
mod digest;
mod fuzz;
mod http;
mod js;
mod package;
mod release;
mod run;
mod setup;
mod site;
mod sizes;
mod stamp;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::run::say;

const USAGE: &str = "\
usage: cargo xtask <command>

  dev [--port 8787] [--sandbox-port 8788]
                    build, then run the Worker, its console and the sandbox until Ctrl-C
  test [step ...]   run every check and test, or only the named steps:
                    format lint docs biome openapi native audit build types vitest deploy
                    guide; and, only when it is named, mutants: how many changes of the Worker's
                    rules the native tests notice
  site              make the documentation, with its API reference, in target/site
  release <version> set the version, date the changelog, test, and make the tarball and what it is
                    made of in target/release-<version>
  sbom              print what the package is made of, as CycloneDX
  build             make the npm package in pkg/ and the console in www/dist
  bench [--record] [title]
                    build, then measure what it costs beside plain fetch and what one would use
                    instead, or only the tables with these words in their title; says what has
                    changed since the last record, and with --record makes a new one
  fuzz [target] [seconds]
                    run the properties of src/fuzz on random input, 60 s each

environment:
  PORTARIA_WASM_TOOLCHAIN=rustup|debian   which Rust toolchain builds the wasm
  PORTARIA_DRAFT=1                        builds quickly what is not to be published
  PORTARIA_CHROMIUM=<path>                the browser that the tests drive
  PORTARIA_MUTANTS=<path>,...             what `test mutants` changes: src/edge,src/oauth,src/http
  PORTARIA_CADDY=<path>, PORTARIA_NGINX=<path>, PORTARIA_PHP=<path>
                                          the reverse proxies that they put in front of the Worker";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match command(&args) {
        Ok(code) => code,
        Err(error) => {
            say("");
            say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn command(args: &[String]) -> Result<ExitCode> {
    let Some((name, rest)) = args.split_first() else {
        say(USAGE);
        return Ok(ExitCode::from(2));
    };
    match name.as_str() {
        "dev" => dev::dev(&dev::Ports::parse(rest)?),
        "test" => test::test(rest),
        // Not in the usage: for those who run vitest by hand.
        "test-panic" if rest.is_empty() => package::test_panic().map(|()| ExitCode::SUCCESS),
        "build" if rest.is_empty() => package::build().map(|()| ExitCode::SUCCESS),
        "build" => bail!("`cargo xtask build` takes no arguments"),
        "fuzz" => fuzz::fuzz(rest),
        "bench" => bench::bench(rest).map(|()| ExitCode::SUCCESS),
        "site" if rest.is_empty() => site::site().map(|()| ExitCode::SUCCESS),
        "release" => release::release(rest).map(|()| ExitCode::SUCCESS),
        "sbom" if rest.is_empty() => release::print_bill_of_materials().map(|()| ExitCode::SUCCESS),
        "help" | "-h" | "--help" => {
            say(USAGE);
            Ok(ExitCode::SUCCESS)
        }
        other => {
            say(USAGE);
            bail!("there is no command `{other}`")
        }
    }
}
