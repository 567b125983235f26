//! The sizes of what is downloaded of the package, and their limit.

use std::{fmt::Write as _, iter::Sum, path::Path};

use anyhow::{Context as _, Result, bail};

use crate::{
    js,
    run::{output, say},
    workspace::root,
};

/// For what a browser downloads, glue and wasm, gzipped.
const BROWSER_BUDGET_KIB: f64 = 60.0;

const FILES: [&str; 6] = [
    "browser.js",
    "browser_bg.wasm",
    "browser_inline.js",
    "server.js",
    "server_bg.wasm",
    "server_inline.js",
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the sizes; fails above the budget.
pub(crate) fn check(dist: &Path) -> Result<()> {
    let mut node = js::node();
    node.arg(root().join("xtask/print-sizes.js")).args(FILES.map(|name| dist.join(name)));
    let text = output(&mut node).context("the built files could not be measured")?;
    let sizes = parse(&text)?;
    let browser: Size = sizes.iter().take(2).copied().sum();
    say(table(&sizes, browser));
    within_budget(browser)
}

fn parse(text: &str) -> Result<Vec<Size>> {
    let rows: Vec<[u64; 3]> = serde_json::from_str(text)?;
    Ok(rows.into_iter().map(|[raw, gzip, brotli]| Size { raw, gzip, brotli }).collect())
}

fn table(sizes: &[Size], browser: Size) -> String {
    let mut table = format!("{:<20}{:>10}{:>10}{:>10}", "KiB", "raw", "gzip", "brotli");
    let rows = FILES.into_iter().zip(sizes.iter().copied());
    for (name, size) in rows.chain([("a browser downloads", browser)]) {
        let [raw, gzip, brotli] = [size.raw, size.gzip, size.brotli].map(kib);
        let _ = write!(table, "\n{name:<20}{raw:>10.1}{gzip:>10.1}{brotli:>10.1}");
    }
    table
}

fn within_budget(browser: Size) -> Result<()> {
    let gzip = kib(browser.gzip);
    if gzip > BROWSER_BUDGET_KIB {
        bail!(
            "a browser would download {gzip:.1} KiB gzipped, and the budget is \
             {BROWSER_BUDGET_KIB} KiB: make the browser's wasm smaller"
        );
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "files are far smaller than 2^52 bytes")]
fn kib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |a, b| Self {
            raw: a.raw + b.raw,
            gzip: a.gzip + b.gzip,
            brotli: a.brotli + b.brotli,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_downloads_its_glue_and_its_wasm() {
        let sizes = parse("[[1024,512,256],[10240,5120,2048]]").unwrap();
        let browser: Size = sizes.iter().take(2).copied().sum();
        assert_eq!(browser, Size { raw: 11264, gzip: 5632, brotli: 2304 });
        let table = table(&sizes, browser);
        assert_eq!(table.lines().count(), 4);
        assert!(table.ends_with("a browser downloads       11.0       5.5       2.2"), "{table}");
    }

    #[test]
    fn the_budget_is_a_limit() {
        let size = |gzip| Size { raw: 0, gzip, brotli: 0 };
        assert!(within_budget(size(60 * 1024)).is_ok());
        assert_eq!(
            within_budget(size(61 * 1024)).unwrap_err().to_string(),
            "a browser would download 61.0 KiB gzipped, and the budget is 60 KiB: \
             make the browser's wasm smaller"
        );
    }
}
