//! `cargo xtask site`: the documentation becomes target/site.

use std::time::Duration;

use anyhow::Result;

use crate::{js, package, run::run_quietly, workspace::root};

const LIMIT: Duration = Duration::from_secs(600);

/// Builds the package, whose types are the reference, and the site.
pub(crate) fn site() -> Result<()> {
    package::build()?;
    let mut node = js::node();
    node.arg(root().join("docs/build.js"));
    run_quietly("building the documentation", &mut node, LIMIT)
}
