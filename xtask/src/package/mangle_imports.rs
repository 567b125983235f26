//! Shortens what the wasm and its glue call each other by: names with a digest in them, which compress badly.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use walrus::Module;

/// Renames the imports in the wasm and in the glue alike.
pub(crate) fn mangle(wasm: &Path, glue: &Path) -> Result<()> {
    let mut module =
        Module::from_file(wasm).with_context(|| format!("{} is no wasm", wasm.display()))?;
    let mut text = fs::read_to_string(glue)?;
    let mut number = 0;
    for import in module.imports.iter_mut() {
        let key = format!("{}: function", import.name);
        // What the glue does not define in just this way keeps its name.
        if text.matches(&import.name).count() == 1 && text.contains(&key) {
            let short = short_name(number);
            number += 1;
            text = text.replace(&key, &format!("{short}: function"));
            import.name = short;
        }
    }
    module.emit_wasm_file(wasm)?;
    Ok(fs::write(glue, text)?)
}

/// `a`, `b`, … `z`, `aa`, `ab`, …
fn short_name(number: u32) -> String {
    let letter = |n: u32| char::from_u32(u32::from(b'a') + n % 26).unwrap_or('a');
    match number {
        0..26 => letter(number).into(),
        _ => format!("{}{}", short_name(number / 26 - 1), letter(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_do_not_repeat() {
        let names: std::collections::BTreeSet<_> = (0..2000).map(short_name).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!(
            [short_name(0), short_name(25), short_name(26), short_name(27)],
            ["a", "z", "aa", "ab"]
        );
    }
}
