//! Takes out what only words a panic.
//!
//! On this target a panic's message goes nowhere: what is left of it is a trap. Nothing of ours panics, but the standard
//! library's checks could, and the code that would word it weighs a tenth of the whole.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module};

/// Parts of the names of functions that never return, but word a panic first.
const WORDING: [&str; 14] = [
    "4core9panicking",
    "3std9panicking11begin_panic",
    "3std9panicking13panic_handler",
    "3std9panicking15panic_with_hook",
    "4core3str16slice_error_fail",
    "4core5slice5index16slice_index_fail",
    "4core6option13expect_failed",
    "4core6option13unwrap_failed",
    "4core6result13unwrap_failed",
    "5alloc5alloc18handle_alloc_error",
    "5alloc7raw_vec12handle_error",
    "5alloc7raw_vec17capacity_overflow",
    "begin_unwind",
    "panic_access_error",
];

/// Part of the names of what `format!` is made of.
const FORMATTING: &str = "4core3fmt";

/// Replaces the bodies of what words a panic by the trap that it ends in.
pub(crate) fn panics(module: &mut Module) {
    replace(module, |name, returns| !returns && WORDING.iter().any(|part| name.contains(part)));
}

/// Takes the formatting out of a build that formats nothing but panics. Clippy keeps `format!` out of what it is
/// made of (clippy.toml); what slipped through would trap, and the tests in a browser with it.
pub(crate) fn formatting(module: &mut Module) {
    replace(module, |name, _| name.contains(FORMATTING));
}

fn replace(module: &mut Module, fits: impl Fn(&str, bool) -> bool) {
    let found: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .filter(|(id, function)| {
            let returns = !module.types.results(function.ty()).is_empty();
            module.funcs.get(*id).name.as_deref().is_some_and(|name| fits(name, returns))
        })
        .map(|(id, _)| id)
        .collect();
    for id in found {
        if let Some(trap) = trap(module, id) {
            module.funcs.get_mut(id).kind = FunctionKind::Local(trap);
        }
    }
}

fn trap(module: &mut Module, id: FunctionId) -> Option<LocalFunction> {
    let FunctionKind::Local(function) = &module.funcs.get(id).kind else { return None };
    let (ty, arguments) = (function.ty(), function.args.clone());
    let (parameters, results) =
        (module.types.params(ty).to_vec(), module.types.results(ty).to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    builder.func_body().unreachable();
    Some(builder.local_func(arguments))
}
