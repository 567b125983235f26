//! Makes the operation tables of the providers' documents. The providers are the folders of src/providers that hold documents.

#![allow(clippy::disallowed_macros)] // not part of the wasm

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    println!("cargo::rerun-if-changed=src/providers");
    for provider in describe::providers(Path::new("."))? {
        let mut operations = Vec::new();
        for (_, path) in describe::documents(Path::new("."), &provider)? {
            let path = path.display();
            let yaml =
                fs::read_to_string(path.to_string()).map_err(|error| format!("{path}: {error}"))?;
            let document =
                describe::Document::parse(&yaml).map_err(|error| format!("{path}: {error}"))?;
            operations.extend(document.operations);
        }
        describe::sort(&mut operations).map_err(|error| format!("{provider}: {error}"))?;
        let lines = describe::table(&operations);
        let to = Path::new(&out).join(format!("{provider}.table"));
        fs::write(to, lines).map_err(|error| error.to_string())?;
    }
    Ok(())
}
