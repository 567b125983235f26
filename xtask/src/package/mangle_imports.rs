//! Shortens what the wasm and its glue call each other by: names with a digest in them, which compress badly.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use walrus::Module;

/// Renames the imports in the wasm and in the glue alike, and says how many there were.
pub(crate) fn mangle(wasm: &Path, glue: &Path) -> Result<u32> {
    let mut module =
        Module::from_file(wasm).with_context(|| format!("{} is no wasm", wasm.display()))?;
    let mut text = fs::read_to_string(glue)?;
    let renamed = rename(&mut module, &mut text)?;
    module.emit_wasm_file(wasm)?;
    fs::write(glue, text)?;
    Ok(renamed)
}

/// Every import is one of the glue's functions, which the glue names once: where it defines it.
fn rename(module: &mut Module, glue: &mut String) -> Result<u32> {
    let mut renamed = 0;
    for import in module.imports.iter_mut() {
        let definition = format!("{}: function", import.name);
        if !glue.contains(&definition) || glue.matches(&import.name).count() != 1 {
            bail!("wasm-bindgen's glue does not define the import `{}` just once", import.name);
        }
        let short = short_name(renamed);
        *glue = glue.replace(&definition, &format!("{short}: function"));
        import.name = short;
        renamed += 1;
    }
    if renamed == 0 {
        bail!("the wasm has no imports that could be renamed");
    }
    Ok(renamed)
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

    const GLUE: &str =
        "const imports = {\n  __wbg_get_1f: function(a) {},\n  __wbg_set_2e: function(a) {},\n};";

    fn importing(names: &[&str]) -> Module {
        let mut module = Module::default();
        let ty = module.types.add(&[], &[]);
        for name in names {
            module.add_import_func("./net_bg.js", name, ty);
        }
        module
    }

    #[test]
    fn all_imports_are_renamed_on_both_sides() {
        let (mut module, mut glue) = (importing(&["__wbg_get_1f", "__wbg_set_2e"]), GLUE.into());
        assert_eq!(rename(&mut module, &mut glue).unwrap(), 2);
        assert_eq!(glue, "const imports = {\n  a: function(a) {},\n  b: function(a) {},\n};");
        let names: Vec<_> = module.imports.iter().map(|import| import.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn an_import_that_cannot_be_renamed_is_refused_by_name() {
        let refused = |names: &[&str], glue: &str| {
            rename(&mut importing(names), &mut glue.to_owned()).unwrap_err().to_string()
        };
        let twice = format!("{GLUE}\nimports.__wbg_get_1f();");
        for (import, glue) in [
            ("__wbg_has_3d", GLUE),
            ("__wbg_get_1f", twice.as_str()),
            ("__wbg_get", "__wbg_get: panicked,"),
        ] {
            assert_eq!(
                refused(&[import], glue),
                format!("wasm-bindgen's glue does not define the import `{import}` just once")
            );
        }
        assert_eq!(refused(&[], GLUE), "the wasm has no imports that could be renamed");
    }

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
