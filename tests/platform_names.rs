//! A platform is one folder and one line: no other file of the shared parts names it.

#![allow(clippy::disallowed_macros, missing_docs)] // not part of the wasm

use std::fs;
use std::path::{Path, PathBuf};

use portaria::providers::Provider;

/// Where nothing may name a platform.
const SHARED: [&str; 6] = ["build.rs", "pkg", "src", "www", "xtask", "docs/build.js"];

/// What in there is made by the build, or installed.
const MADE: [&str; 5] =
    ["pkg/dist", "pkg/test-panic", "www/dist", "www/node_modules", "pkg/dist.new"];

/// Where a platform may be named, and why.
const ALLOWED: [(&str, &str); 4] = [
    ("src/providers/mod.rs", "has the line that registers it"),
    ("pkg/package.json", "has the keywords by which the package is found"),
    ("pkg/README.md", "says what the package is for"),
    ("src/providers/README.md", "may give examples"),
];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        found.extend(path.is_file().then(|| path.to_path_buf()));
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if !MADE.iter().any(|made| path.ends_with(made)) {
            files(&path, found);
        }
    }
}

/// Whether a file is in the platform's own folder, or its entry, which the build writes.
fn is_own(path: &str, name: &str) -> bool {
    path.starts_with(&format!("src/providers/{name}/")) || path == format!("pkg/{name}.js")
}

#[test]
fn no_shared_file_names_a_platform() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    SHARED.iter().for_each(|path| files(&root.join(path), &mut all));
    assert!(all.len() > 100, "only {} files were found", all.len());
    let mut named = Vec::new();
    for file in all {
        let path = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        if ALLOWED.iter().any(|(allowed, _)| *allowed == path) {
            continue;
        }
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (at, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let found = Provider::ALL.iter().map(|provider| provider.name());
            for name in found.filter(|name| line.contains(name) && !is_own(&path, name)) {
                named.push(format!("{path}:{}: {name}", at + 1));
            }
        }
    }
    assert!(named.is_empty(), "these lines name a platform:\n{}", named.join("\n"));
}
