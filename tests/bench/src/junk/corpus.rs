//! The mails that are judged.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use restante::junk::Class;

use crate::FOLDS;

/// A mail, and what people said it is.
pub(crate) struct Mail {
    pub(crate) name: String,
    pub(crate) class: Class,
    /// The part of the corpus that it is in.
    pub(crate) fold: usize,
    pub(crate) raw: Vec<u8>,
}

/// All mails; none where the corpus is absent.
pub(crate) fn load() -> Option<Vec<Mail>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let corpora = std::env::var_os("RESTANTE_CORPORA").map_or(beside, PathBuf::from);
    let folder = tempfile::tempdir().ok()?;
    let unpacked = Command::new("tar")
        .arg("-xJf")
        .arg(corpora.join("spamassassin.tar.xz"))
        .arg("-C")
        .arg(folder.path())
        .status();
    if !unpacked.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut mails = Vec::new();
    for entry in fs::read_dir(folder.path().join("data")).ok()? {
        let folder = entry.ok()?.path();
        let Ok(files) = fs::read_dir(&folder) else { continue };
        let is_junk = folder.file_name()?.to_string_lossy().starts_with("spam");
        let class = if is_junk { Class::Junk } else { Class::Good };
        for file in files {
            let path = file.ok()?.path();
            let name = path.file_name()?.to_string_lossy().into_owned();
            mails.push(Mail { fold: fold(&name), name, class, raw: fs::read(&path).ok()? });
        }
    }
    mails.sort_by(|a, b| a.name.cmp(&b.name));
    (!mails.is_empty()).then_some(mails)
}

/// The names end in a digest of the content: its first letters part the corpus at random, and mails that are
/// there twice into the same part.
fn fold(name: &str) -> usize {
    let digest = name.split('.').nth(1).and_then(|digest| digest.get(..8)).unwrap_or_default();
    usize::from_str_radix(digest, 16).unwrap_or_default() % FOLDS
}
