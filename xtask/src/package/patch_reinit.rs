//! Has the glue replace an instance that has died: wasm-bindgen can reset it, but does not know when.

use std::{fs, path::Path};

use anyhow::{Result, bail};

/// What is replaced in the glue, and how often it is there.
const CHANGES: [(&str, &str, usize); 4] = [
    // pkg/lib/panic-recovery.js watches all that enters the wasm.
    ("wasm = instance.exports;", "wasm = watched(instance.exports, disown, replace);", 1),
    ("wasm = wasmInstance.exports;", "wasm = watched(wasmInstance.exports, disown, replace);", 1),
    // What a dead instance waited for may still come. Nobody is to hear of that.
    (
        "throw new Error('Cannot invoke closure from previous WASM instance');",
        "return undefined;",
        2,
    ),
    // Where there is none, wasm-bindgen's futures use a promise, whose turn costs workerd less.
    ("const ret = arg0.queueMicrotask;", "const ret = undefined;", 1),
];

const BESIDE: &str = "
const disown = () => { __wbg_instance_id++; };
const replace = () => { __wbg_reset_state(); return wasm; };
";

/// Changes the glue.
pub(crate) fn glue(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path)?;
    Ok(fs::write(path, changed(&text)?)?)
}

fn changed(glue: &str) -> Result<String> {
    let mut text = glue.to_owned();
    for (found, instead, times) in CHANGES {
        let count = text.matches(found).count();
        if count == 0 || count > times {
            bail!(
                "wasm-bindgen's glue has `{found}` {count} times: xtask/src/package/patch_reinit.rs must learn of it"
            );
        }
        text = text.replace(found, instead);
    }
    Ok(format!("import {{ watched }} from \"../lib/panic-recovery.js\";\n{text}{BESIDE}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glue_that_is_another_is_refused() {
        let glue = CHANGES.map(|(found, ..)| found).join("\n");
        let text = changed(&glue).unwrap();
        assert!(text.contains("watched(instance.exports") && !text.contains("throw"), "{text}");
        let error = changed("wasm = exports;").unwrap_err().to_string();
        assert!(error.contains("must learn of it"), "{error}");
    }
}
