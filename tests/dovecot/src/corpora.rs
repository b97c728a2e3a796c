//! Collections of real mail. They are other people's, so they are not in the repository: tests that
//! use one are skipped where it is absent.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A collection unpacked into a folder that goes when this is dropped.
#[derive(Debug)]
pub struct Corpus {
    folder: TempDir,
}

impl Corpus {
    /// Unpacks `NAME.tar.xz` from the folder named by `RESTANTE_CORPORA`, else from `shared/corpora`
    /// beside the repository. Prints "skipped: ..." and gives nothing where there is none.
    ///
    /// # Errors
    /// When there is one and it cannot be unpacked.
    pub fn find(name: &str) -> io::Result<Option<Self>> {
        let archive = home().join(format!("{name}.tar.xz"));
        if !archive.is_file() {
            println!("skipped: no mail of the corpus {name}, there is no {}", archive.display());
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("restante-corpus-").tempdir()?;
        let status = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(folder.path()).status()?;
        if status.success() {
            Ok(Some(Self { folder }))
        } else {
            Err(io::Error::other(format!("tar cannot unpack {}: {status}", archive.display())))
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// All files under a folder of it, sorted by path.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn files(&self, under: &str) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().join(under)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() { &mut folders } else { &mut files }.push(entry.path());
            }
        }
        files.sort();
        Ok(files)
    }
}

/// The mail with CRLF at every line's end and at its own, as a POP3 server sends it.
#[must_use]
pub fn with_crlf(mail: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> =
        mail.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(b"");
    }
    lines.join(&b"\r\n"[..])
}

fn home() -> PathBuf {
    std::env::var_os("RESTANTE_CORPORA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ends_in_crlf_once() {
        assert_eq!(with_crlf(b"a\nb\r\n\nc"), b"a\r\nb\r\n\r\nc\r\n");
        assert_eq!(with_crlf(b"a\n"), b"a\r\n");
    }
}
