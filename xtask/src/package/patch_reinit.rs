//! Has the glue replace an instance that has died: wasm-bindgen can replace it (`__wbg_reset_state`), but does not know when.
//!
//! `wasm_bindgen::handler::schedule_reinit`, called by the panic hook, is not enough, as of wasm-bindgen 0.2.130:
//! - Only Rust can call it, and none runs after a trap or a stack overflow: the dead instance would be entered again.
//! - It acts in `__wbg_call_guard`, which runs after the arguments were written to the memory of the dead instance: the new
//!   one is called with addresses of the old.
//! - Until then `__wbg_instance_id` stays, so that a callback of the dead instance enters the new one with its addresses.
//! - The promises that the dead instance was to settle stay pending, and a callback's exception has nobody to catch it.
//!
//! So pkg/lib/panic-recovery.js watches all calls into the wasm, and asks for the new instance before the arguments are
//! written. The glue keeps wasm-bindgen's own means: `__wbg_reset_state` and `__wbg_instance_id`.

use std::{fs, path::Path};

use anyhow::{Result, bail};

/// What is replaced in the glue, and how often it is there.
const CHANGES: [(&str, &str, usize); 4] = [
    // pkg/lib/panic-recovery.js watches all that enters the wasm.
    (
        "wasm = instance.exports;",
        "wasm = watched(instance.exports, dropCallbacks, reinstantiate);",
        1,
    ),
    (
        "wasm = wasmInstance.exports;",
        "wasm = watched(wasmInstance.exports, dropCallbacks, reinstantiate);",
        1,
    ),
    // What a dead instance waited for may still come; nothing is to be done then.
    (
        "throw new Error('Cannot invoke closure from previous WASM instance');",
        "return undefined;",
        2,
    ),
    // Where there is none, wasm-bindgen's futures use a promise, whose turn costs workerd less.
    ("const ret = arg0.queueMicrotask;", "const ret = undefined;", 1),
];

/// What is added to the glue: how pkg/lib/panic-recovery.js makes it ignore a dead instance's callbacks, and get another.
const ADDED: &str = "
const dropCallbacks = () => { __wbg_instance_id++; };
const reinstantiate = () => { __wbg_reset_state(); return wasm; };
";

/// Changes the glue.
pub(crate) fn patch(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path)?;
    Ok(fs::write(path, patched(&text)?)?)
}

fn patched(glue: &str) -> Result<String> {
    let mut text = glue.to_owned();
    for (found, instead, times) in CHANGES {
        let count = text.matches(found).count();
        if count == 0 || count > times {
            bail!(
                "wasm-bindgen's glue has `{found}` {count} times, and not {times}: adapt xtask/src/package/patch_reinit.rs"
            );
        }
        text = text.replace(found, instead);
    }
    Ok(format!("import {{ watched }} from \"../lib/panic-recovery.js\";\n{text}{ADDED}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glue_of_another_form_is_refused() {
        let glue = CHANGES.map(|(found, ..)| found).join("\n");
        let text = patched(&glue).unwrap();
        assert!(text.contains("watched(instance.exports") && !text.contains("throw"), "{text}");
        let error = patched("wasm = exports;").unwrap_err().to_string();
        assert!(error.contains("adapt xtask/src/package/patch_reinit.rs"), "{error}");
    }
}
