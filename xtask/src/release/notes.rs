//! The changelog: what is unreleased gets its version and its day.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};

const UNRELEASED: &str = "## Unreleased\n";

/// The changelog with its unreleased part dated, and an empty one before it.
pub(super) fn dated(changelog: &str, version: &str, day: &str) -> Result<String> {
    let (before, after) =
        changelog.split_once(UNRELEASED).context("CHANGELOG.md has no part `## Unreleased`")?;
    if after.contains(&format!("\n## {version} ")) {
        bail!("CHANGELOG.md has {version} already");
    }
    let changes = after.split("\n## ").next().unwrap_or_default();
    if changes.trim().is_empty() {
        bail!("CHANGELOG.md says nothing under `## Unreleased`");
    }
    Ok(format!("{before}{UNRELEASED}\n## {version} ({day})\n{after}"))
}

/// Today, in UTC, as `YYYY-MM-DD`.
pub(super) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day(seconds / 86_400)
}

/// A day since 1970. Years are counted from March, so that a leap day is their last.
fn day(days: u64) -> String {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        let cases = [(0, "1970-01-01"), (19_782, "2024-02-29"), (20_454, "2026-01-01")];
        for (days, date) in cases {
            assert_eq!(day(days), date);
        }
    }

    #[test]
    fn what_is_unreleased_is_dated() {
        let changelog =
            "# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2025-01-01)\n\n- Old.\n";
        let released = dated(changelog, "0.2.0", "2026-01-01").unwrap();
        assert!(released.contains("## Unreleased\n\n## 0.2.0 (2026-01-01)\n\n- New.\n\n## 0.1.0"));
        assert!(dated(&released, "0.3.0", "2026-01-02").is_err(), "nothing is new");
        assert!(dated(changelog, "0.1.0", "2026-01-01").is_err(), "it is there");
    }
}
