//! Remembering what a result was made from, so that work is skipped when nothing changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::digest::Digest;

/// A fingerprint of inputs, kept in a file of its own.
#[derive(Debug)]
pub(crate) struct Stamp {
    path: PathBuf,
    fingerprint: String,
}

impl Stamp {
    /// Of the files' bytes and of everything else that decides the result.
    pub(crate) fn of(path: PathBuf, files: &[PathBuf], also: &[&str]) -> Result<Self> {
        let mut digest = Digest::default();
        for file in files {
            let bytes = fs::read(file).with_context(|| format!("{} is missing", file.display()))?;
            digest.add(&bytes);
        }
        for text in also {
            digest.add(text.as_bytes());
        }
        Ok(Self { path, fingerprint: digest.hex() })
    }

    /// Whether the result was made from the same.
    pub(crate) fn holds(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|old| old == self.fingerprint)
    }

    /// To be called when the result is complete.
    pub(crate) fn write(&self) -> Result<()> {
        if let Some(dir) = self.path.parent() {
            fs::create_dir_all(dir)?;
        }
        fs::write(&self.path, &self.fingerprint)
            .with_context(|| format!("{} could not be written", self.path.display()))
    }
}

/// All files below a directory, sorted; none if it does not exist.
pub(crate) fn files_below(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_an_input_changes() {
        let dir = std::env::temp_dir().join(format!("portaria-stamp-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let (input, path) = (dir.join("input"), dir.join("stamp"));
        fs::write(&input, "a").unwrap();
        let stamp = |also| Stamp::of(path.clone(), std::slice::from_ref(&input), &[also]).unwrap();

        assert!(!stamp("flag").holds());
        stamp("flag").write().unwrap();
        assert!(stamp("flag").holds());
        assert!(!stamp("other flag").holds());
        fs::write(&input, "b").unwrap();
        assert!(!stamp("flag").holds());
        fs::remove_dir_all(&dir).unwrap();
    }
}
