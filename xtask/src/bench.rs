//! `cargo xtask bench`: what Portaria costs, compared with plain fetch and with what one would use instead.

use anyhow::Result;

use crate::{
    js, package,
    run::{run_shown, say},
    workspace::{root, target},
};

/// Builds, measures, and keeps the figures; of those tables alone that have some words in their titles, where such are given.
/// With `--record` they are what later runs are compared with.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    package::build()?;
    let file = target().join("bench");
    let mut node = js::node();
    // Each contender begins with a clean heap, so that none collects another's garbage.
    node.arg("--expose-gc").arg(root().join("tests/bench/run.js"));
    node.arg("--out").arg(&file).args(args);
    run_shown("measuring, which takes some five minutes in all", &mut node)?;
    say(format_args!("\nThe figures are in {0}.json, drawn in {0}.svg.", file.display()));
    Ok(())
}
