//! Makes the operation tables of the providers' documents.

#![allow(clippy::disallowed_macros)] // not part of the wasm

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    for provider in ["bangwo8", "jetchat", "pipichat", "sendpulse"] {
        println!("cargo::rerun-if-changed=src/providers/{provider}");
        let mut operations = Vec::new();
        for (_, path) in describe::documents(Path::new("."), provider)? {
            let path = path.display();
            let yaml =
                fs::read_to_string(path.to_string()).map_err(|error| format!("{path}: {error}"))?;
            let document =
                describe::Document::parse(&yaml).map_err(|error| format!("{path}: {error}"))?;
            operations.extend(document.operations);
        }
        describe::sort(&mut operations).map_err(|error| format!("{provider}: {error}"))?;
        let mut lines = describe::table(&operations);
        if provider == "bangwo8" {
            lines.push_str(FREE);
        }
        let to = Path::new(&out).join(format!("{provider}.table"));
        fs::write(to, lines).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Adds what stands for calls that no document describes: something read, a list, something written that is not to be
/// repeated, and something that is. Their addresses are the caller's (src/js/call.rs); no path holds a question mark.
const FREE: &str =
    "@request\t\nget\tG?\tie\nlist\tG?\tnie\t\t\titems\npost\tP?\tbe\nput\tU?\tibe\n";
