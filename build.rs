//! Makes the operation tables of the providers' documents.

#![allow(clippy::disallowed_macros)] // not part of the wasm

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    for provider in ["jetchat", "pipichat"] {
        let path = format!("src/providers/{provider}/openapi.yaml");
        println!("cargo::rerun-if-changed={path}");
        let yaml = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let document =
            describe::Document::parse(&yaml).map_err(|error| format!("{path}: {error}"))?;
        let table = describe::table(&document.operations);
        let to = Path::new(&out).join(format!("{provider}.table"));
        fs::write(to, table).map_err(|error| error.to_string())?;
    }
    Ok(())
}
