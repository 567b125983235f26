//! `cargo xtask bench`: what Portaria costs beside the least that it could cost, and beside what one would use instead.

use anyhow::Result;

use crate::{
    js, package,
    run::{say, shown},
    workspace::{root, target},
};

/// Builds, measures, and keeps the figures; of those tables alone that have some words in their titles, where such are given.
/// With `--record` they are what later runs are compared with.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    package::build()?;
    let file = target().join("bench");
    let mut node = js::node();
    // Each contender begins with a clean heap, so that none pays for another's rubbish.
    node.arg("--expose-gc").arg(root().join("tests/bench/run.js"));
    node.arg("--out").arg(&file).args(args);
    shown("measuring, which takes some five minutes in all", &mut node)?;
    say(format_args!("\nThe figures are in {0}.json, drawn in {0}.svg.", file.display()));
    Ok(())
}
