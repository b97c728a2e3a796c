//! Corpora that others have made, which are not part of this repository: found through `RESTANTE_CORPORA`, else
//! in `../shared/corpora`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// An archive, unpacked until it is dropped.
pub(crate) struct Corpus(PathBuf);

impl Corpus {
    /// None, said so, where the corpora are absent.
    pub(crate) fn unpack(name: &str) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let corpora =
            std::env::var_os("RESTANTE_CORPORA").map_or(root.join("../shared/corpora"), PathBuf::from);
        let archive = corpora.join(format!("{name}.tar.xz"));
        if !archive.is_file() {
            println!("skipped: no corpora ({} is not there)", archive.display());
            return None;
        }
        let folder = std::env::temp_dir().join(format!("restante-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let corpus = Self(folder);
        let done = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(&corpus.0).status();
        assert!(done.expect("tar runs").success(), "tar unpacks {}", archive.display());
        Some(corpus)
    }

    #[allow(dead_code, reason = "not every test reads single files")]
    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.0.join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// All files below a folder, in order.
    pub(crate) fn files(&self, folder: &str) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }
}

impl Drop for Corpus {
    fn drop(&mut self) {
        // A leftover in the temporary folder is no reason to fail.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
