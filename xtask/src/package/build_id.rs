//! A wasm and its glue say which build they are of, so that two that do not belong together are told apart before they run;
//! and the wasm is written as a text too, for bundlers that leave assets alone.

use std::{fs, io::Write as _, path::Path};

use anyhow::Result;
use base64ct::{Base64, Encoding as _};

use crate::digest::Digest;

/// The name of the wasm's custom section; pkg/lib/build.js looks for it.
const SECTION: &str = "portaria";

/// Marks both, and writes the text.
pub(super) fn write(name: &str, dir: &Path) -> Result<()> {
    let (wasm, glue) = (dir.join(format!("{name}_bg.wasm")), dir.join(format!("{name}.js")));
    let mut bytes = fs::read(&wasm)?;
    let build = mark(&bytes, &fs::read(&glue)?);
    bytes.extend(section(SECTION, &build));
    fs::write(&wasm, &bytes)?;
    append(&glue, &format!("export const build=\"{build}\";\n"))?;
    append(
        &dir.join(format!("{name}.d.ts")),
        "\n/** Which build this is: the wasm must be of the same. */\nexport const build: string;\n",
    )?;
    let text = format!(
        "// {name}_bg.wasm in base64.\nexport default \"{}\";\n",
        Base64::encode_string(&bytes)
    );
    fs::write(dir.join(format!("{name}_inline.js")), text)?;
    Ok(fs::write(
        dir.join(format!("{name}_inline.d.ts")),
        "/** The wasm in base64. */\ndeclare const text: string;\nexport default text;\n",
    )?)
}

/// The version, and a digest of what was built.
fn mark(wasm: &[u8], glue: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.add(wasm);
    digest.add(glue);
    format!("{}+{:.8}", env!("CARGO_PKG_VERSION"), digest.hex())
}

/// A custom section: 0, its size, its name with its length, its content. All lengths are below 128, which is one byte.
fn section(name: &str, content: &str) -> Vec<u8> {
    let length = |text: &str| u8::try_from(text.len()).unwrap_or(u8::MAX);
    let mut section = vec![0, length(name) + length(content) + 1, length(name)];
    section.extend(name.bytes());
    section.extend(content.bytes());
    section
}

fn append(path: &Path, text: &str) -> Result<()> {
    Ok(fs::OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_has_a_name_and_a_content() {
        assert_eq!(section("ab", "cde"), [0, 6, 2, b'a', b'b', b'c', b'd', b'e']);
    }

    #[test]
    fn another_build_has_another_mark() {
        assert_eq!(mark(b"a", b"b"), mark(b"a", b"b"));
        assert_ne!(mark(b"a", b"b"), mark(b"ab", b""));
        assert!(mark(b"", b"").len() < 60);
    }
}
