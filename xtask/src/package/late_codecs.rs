//! Has the glue make its `TextDecoder` and `TextEncoder` when the wasm is there, and not when it is imported: jsdom has neither, and a
//! test there may import the package without making a call.

use std::{fs, path::Path};

use anyhow::{Result, bail};

/// What is replaced in the glue.
const CHANGES: [(&str, &str); 3] = [
    (
        "let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });\ncachedTextDecoder.decode();\n",
        "let cachedTextDecoder;\n",
    ),
    // Whoever has what else the wasm needs has `encodeInto`, too.
    (
        "const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}
",
        "let cachedTextEncoder;\n",
    ),
    (
        "    wasmInstance = instance;\n",
        "    wasmInstance = instance;
    cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
    cachedTextDecoder.decode();
    cachedTextEncoder = new TextEncoder();\n",
    ),
];

/// Changes the glue.
pub(crate) fn patch(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path)?;
    Ok(fs::write(path, patched(&text)?)?)
}

fn patched(glue: &str) -> Result<String> {
    let mut text = glue.to_owned();
    for (found, instead) in CHANGES {
        if text.matches(found).count() != 1 {
            bail!(
                "wasm-bindgen's glue does not have `{found}` once: adapt xtask/src/package/late_codecs.rs"
            );
        }
        text = text.replace(found, instead);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glue_of_another_form_is_refused() {
        let glue = CHANGES.map(|(found, _)| found).join("\n");
        let text = patched(&glue).unwrap();
        let made = text.find("new TextDecoder").unwrap();
        assert!(text.find("wasmInstance = instance").unwrap() < made, "{text}");
        let error = patched("wasm = exports;").unwrap_err().to_string();
        assert!(error.contains("adapt xtask/src/package/late_codecs.rs"), "{error}");
    }
}
