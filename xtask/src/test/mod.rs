//! `cargo xtask test`: every check and every test, and one line that says how they went.

mod audit;
mod checks;
mod counts;
mod mutants;
mod summary;

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};

use self::{counts::Counts, summary::Summary};
use crate::{
    package,
    run::say,
    setup::{components, npm},
};

struct Step {
    name: &'static str,
    run: fn() -> Result<Counts>,
    /// Whether it works on what `cargo xtask build` makes.
    on_built: bool,
    /// Whether it runs only when it is named.
    when_named: bool,
}

impl Step {
    const fn new(name: &'static str, run: fn() -> Result<Counts>) -> Self {
        Self { name, run, on_built: false, when_named: false }
    }

    const fn on_built(self) -> Self {
        Self { on_built: true, ..self }
    }

    const fn when_named(self) -> Self {
        Self { when_named: true, ..self }
    }
}

const BUILD: &str = "build";

const STEPS: [Step; 13] = [
    Step::new("format", checks::format),
    Step::new("lint", checks::lint),
    Step::new("docs", checks::docs),
    Step::new("biome", checks::biome),
    Step::new("openapi", checks::openapi),
    Step::new("native", checks::native),
    Step::new("audit", audit::audit),
    Step::new(BUILD, || build().map(|()| Counts::CHECK)),
    Step::new("types", checks::types).on_built(),
    Step::new("vitest", checks::vitest).on_built(),
    Step::new("deploy", checks::deploy).on_built(),
    Step::new("guide", checks::guide).on_built(),
    Step::new("mutants", mutants::mutants).when_named(),
];

/// What is published, and what only tests use.
fn build() -> Result<()> {
    package::build()?;
    package::test_panic()
}

/// Runs all steps but those that run only when they are named, or those named. A failed one does not keep the others from running.
pub(crate) fn test(names: &[String]) -> Result<ExitCode> {
    let steps = chosen(names)?;
    let mut summary = Summary::default();
    if let Err(error) = npm::ready().and_then(|()| components::ready()) {
        summary.add("set-up", Err(error));
        return Ok(summary.report());
    }
    for step in steps {
        if step.on_built && summary.has_failed(BUILD) {
            summary.add(step.name, Err(anyhow::anyhow!("not run, as there is no build to run on")));
            continue;
        }
        say(format_args!("\n── {} ──", step.name));
        let start = Instant::now();
        let result = (step.run)();
        let mark =
            if result.as_ref().is_ok_and(|counts| counts.failed == 0) { "✓" } else { "✗" };
        summary.add(step.name, result);
        say(format_args!("{mark} {} ({:.1} s)", step.name, start.elapsed().as_secs_f32()));
    }
    Ok(summary.report())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known = STEPS.map(|step| step.name).join(", ");
        bail!("there is no step `{unknown}`: the steps are {known}");
    }
    let named = |step: &Step| {
        if names.is_empty() { !step.when_named } else { names.iter().any(|name| name == step.name) }
    };
    let build = STEPS.iter().any(|step| step.on_built && named(step));
    Ok(STEPS.iter().filter(|step| named(step) || (build && step.name == BUILD)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(args: &[&str]) -> Vec<&'static str> {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        chosen(&args).unwrap().iter().map(|step| step.name).collect()
    }

    #[test]
    fn all_steps_run_unless_some_are_named() {
        let always: Vec<_> = STEPS.iter().filter(|step| step.name != "mutants").collect();
        assert_eq!(names(&[]), always.iter().map(|step| step.name).collect::<Vec<_>>());
        assert_eq!(names(&["mutants"]), ["mutants"]);
        assert_eq!(names(&["native", "format"]), ["format", "native"]);
    }

    #[test]
    fn what_needs_a_build_gets_one() {
        assert_eq!(names(&["vitest"]), ["build", "vitest"]);
    }

    #[test]
    fn an_unknown_step_is_named() {
        let error = chosen(&["natvie".to_owned()]).err().unwrap().to_string();
        assert!(error.starts_with("there is no step `natvie`"), "{error}");
    }
}
