//! Takes out what only words a panic.
//!
//! On this target a panic's message goes nowhere: what is left of it is a trap. Nothing of ours panics, but the standard
//! library's checks could, and the code that would word it weighs a tenth of the whole.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use rustc_demangle::demangle;
use walrus::{
    ConstExpr, ElementItems, ExportItem, FunctionBuilder, FunctionId, FunctionKind, LocalFunction,
    Module,
    ir::{Visitor, dfs_in_order},
    passes::gc,
};

/// Parts of the names of functions that never return, but word a panic first.
const WORDING: [&str; 14] = [
    "core::panicking::",
    "std::panicking::begin_panic",
    "std::panicking::panic_handler",
    "std::panicking::panic_with_hook",
    "core::str::slice_error_fail",
    "core::slice::index::slice_index_fail",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "begin_unwind",
    "panic_access_error",
];

/// Part of the names of what `format!` is made of, and of all that implements its traits.
const FORMATTING: &str = "core::fmt::";

/// What may use a formatting function although it is taken out: how its name begins, and why it never gets there.
const ALLOWED: [(&str, &str); 6] = [
    ("std::panicking::", "it words a panic's message"),
    ("alloc::string::String as core::fmt::Write>::", "std::panicking writes the message to one"),
    ("u32 as core::fmt::Display>::", "the message of a wrong index has numbers in it"),
    ("core::cell::BorrowError as core::fmt::Display>::", "the message of a RefCell's panic"),
    ("core::cell::BorrowMutError as core::fmt::Display>::", "the message of a RefCell's panic"),
    ("std::thread::local::AccessError as core::fmt::Debug>::", "the message of a LocalKey's panic"),
];

/// Replaces the bodies of what words a panic by the trap that it ends in.
pub(crate) fn panic_messages(module: &mut Module) {
    let words_a_panic = |id: &FunctionId| {
        let name = name(module, *id);
        let returns = !module.types.results(module.funcs.get(*id).ty()).is_empty();
        !returns && WORDING.iter().any(|part| name.contains(part))
    };
    let found: Vec<_> = module.funcs.iter().map(|one| one.id()).filter(words_a_panic).collect();
    trap(module, found);
}

/// Takes the formatting out of a build that formats nothing but panics. Clippy keeps `format!` out of our own code
/// (clippy.toml); what comes in with a crate is refused here, as it would trap.
pub(crate) fn formatting(module: &mut Module) -> Result<()> {
    gc::run(module); // what is left can be reached
    let formatting: BTreeSet<FunctionId> = module
        .funcs
        .iter()
        .map(|function| function.id())
        .filter(|id| name(module, *id).contains(FORMATTING))
        .collect();
    let refused: BTreeSet<String> = users(module, &formatting)
        .into_iter()
        .map(|id| name(module, id))
        .filter(|name| !is_allowed(name))
        .collect();
    if !refused.is_empty() {
        bail!(
            "the browser's wasm has no formatting, and these would trap when they format: {}. Write them without \
             `core::fmt`, or say in xtask/src/package/strip_formatting.rs why they never run",
            Vec::from_iter(refused).join(", ")
        );
    }
    trap(module, formatting);
    Ok(())
}

/// A method's name is `<Type as Trait>::method`.
fn is_allowed(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    ALLOWED.iter().any(|(beginning, _)| name.starts_with(beginning))
}

/// The other functions that call a formatting function, and the formatting functions that can be called without their name
/// in the code: through a table, as a `dyn` value's methods are, or from outside.
fn users(module: &Module, formatting: &BTreeSet<FunctionId>) -> BTreeSet<FunctionId> {
    let calls = module.funcs.iter_local().filter(|(caller, function)| {
        let mut mentioned = Mentioned::default();
        dfs_in_order(&mut mentioned, function, function.entry_block());
        !formatting.contains(caller) && !mentioned.0.is_disjoint(formatting)
    });
    let mut users: BTreeSet<_> = calls.map(|(caller, _)| caller).collect();
    users.extend(entries(module).filter(|id| formatting.contains(id)));
    users
}

/// The functions that a function's body names.
#[derive(Default)]
struct Mentioned(BTreeSet<FunctionId>);

impl Visitor<'_> for Mentioned {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.0.insert(*id);
    }
}

/// The functions in tables, and those that are exported.
fn entries(module: &Module) -> impl Iterator<Item = FunctionId> {
    let in_tables = module.elements.iter().flat_map(|element| match &element.items {
        ElementItems::Functions(ids) => ids.clone(),
        ElementItems::Expressions(_, expressions) => {
            let function = |expression: &ConstExpr| match expression {
                ConstExpr::RefFunc(id) => Some(*id),
                _ => None,
            };
            expressions.iter().filter_map(function).collect()
        }
    });
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    in_tables.chain(exported).chain(module.start)
}

/// The name as Rust writes it; whichever way the toolchain mangles names.
fn name(module: &Module, id: FunctionId) -> String {
    let mangled = module.funcs.get(id).name.as_deref().unwrap_or_default();
    format!("{:#}", demangle(mangled))
}

fn trap(module: &mut Module, functions: impl IntoIterator<Item = FunctionId>) {
    for id in functions {
        if let Some(trap) = trapping(module, id) {
            module.funcs.get_mut(id).kind = FunctionKind::Local(trap);
        }
    }
}

/// A function of the same type that only traps; `None` for an imported one.
fn trapping(module: &mut Module, id: FunctionId) -> Option<LocalFunction> {
    let FunctionKind::Local(function) = &module.funcs.get(id).kind else { return None };
    let (ty, arguments) = (function.ty(), function.args.clone());
    let (parameters, results) =
        (module.types.params(ty).to_vec(), module.types.results(ty).to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    builder.func_body().unreachable();
    Some(builder.local_func(arguments))
}

#[cfg(test)]
mod tests {
    use walrus::{ElementKind, RefType};

    use super::*;

    const WRITE: &str = "_ZN4core3fmt5write17h0123456789abcdefE";

    /// Adds a function that calls these.
    fn function(module: &mut Module, name: &str, calls: &[FunctionId]) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.name(name.into());
        for id in calls {
            builder.func_body().call(*id);
        }
        builder.finish(vec![], &mut module.funcs)
    }

    fn table(module: &mut Module, functions: Vec<FunctionId>) {
        let table = module.tables.add_local(false, 1, None, RefType::FUNCREF);
        let kind =
            ElementKind::Active { table, offset: ConstExpr::Value(walrus::ir::Value::I32(0)) };
        let element = module.elements.add(kind, ElementItems::Functions(functions));
        module.tables.get_mut(table).elem_segments.insert(element);
        module.exports.add("table", table);
    }

    fn traps(module: &Module, id: FunctionId) -> bool {
        let function = module.funcs.get(id).kind.unwrap_local();
        let instructions = &function.block(function.entry_block()).instrs;
        matches!(instructions.as_slice(), [(walrus::ir::Instr::Unreachable(_), _)])
    }

    #[test]
    fn a_caller_that_is_not_listed_is_refused_by_name() {
        let mut module = Module::default();
        let write = function(&mut module, WRITE, &[]);
        let caller = function(&mut module, "_ZN8portaria4body17h0123456789abcdefE", &[write]);
        let main = function(&mut module, "portaria::main", &[caller]);
        module.exports.add("main", main);
        let error = formatting(&mut module).unwrap_err().to_string();
        assert!(error.contains("when they format: portaria::body. Write"), "{error}");
        assert!(!traps(&module, write));
    }

    #[test]
    fn a_formatting_function_in_a_table_is_refused_by_name() {
        let mut module = Module::default();
        let write = function(&mut module, WRITE, &[]);
        let display = "<portaria::Body as core::fmt::Display>::fmt";
        let display = function(&mut module, display, &[write]);
        table(&mut module, vec![display]);
        let error = formatting(&mut module).unwrap_err().to_string();
        assert!(error.contains("<portaria::Body as core::fmt::Display>::fmt"), "{error}");
    }

    #[test]
    fn what_only_a_panic_formats_with_becomes_a_trap() {
        let mut module = Module::default();
        let write = function(&mut module, WRITE, &[]);
        let display = "<core::cell::BorrowError as core::fmt::Display>::fmt";
        let display = function(&mut module, display, &[write]);
        let panicking = function(&mut module, "std::panicking::panic_handler", &[write]);
        function(&mut module, "portaria::nobody_calls_this", &[write]);
        table(&mut module, vec![display, panicking]);
        formatting(&mut module).unwrap();
        assert_eq!(
            [write, display, panicking].map(|id| traps(&module, id)),
            [true, true, false],
            "only the formatting itself is taken out"
        );
    }

    #[test]
    fn what_words_a_panic_becomes_a_trap() {
        let mut module = Module::default();
        let other = function(&mut module, "portaria::body", &[]);
        let panic = function(&mut module, "_ZN4core9panicking5panic17h0123456789abcdefE", &[other]);
        let caller = function(&mut module, "portaria::main", &[panic]);
        panic_messages(&mut module);
        assert_eq!([panic, caller].map(|id| traps(&module, id)), [true, false]);
    }
}
