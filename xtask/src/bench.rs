//! `cargo xtask bench`: what a call costs beside the least that it could cost.

use anyhow::Result;

use crate::{
    js, package,
    run::{say, shown},
    workspace::{root, target},
};

/// Builds, measures, and keeps the figures; of one table alone where words of its title are given.
pub(crate) fn bench(title: &[String]) -> Result<()> {
    package::build()?;
    let file = target().join("bench.json");
    let mut node = js::node();
    // Each contender begins with a clean heap, so that none pays for another's rubbish.
    node.arg("--expose-gc").arg(root().join("tests/bench/run.js")).arg(&file);
    if !title.is_empty() {
        node.arg(title.join(" "));
    }
    shown("measuring in Node, which takes two minutes in all", &mut node)?;
    say(format_args!("\nThe figures are in {}.", file.display()));
    Ok(())
}
