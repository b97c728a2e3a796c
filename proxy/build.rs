//! Writes the table of the page's files that `src/page.rs` includes.
//!
//! Everything under `../dist` is embedded under its path. `FILE.br` and `FILE.gz` are no files of their
//! own: they are other encodings of `FILE`. Without `../dist` the table is empty, so that the relay builds
//! and its tests run before the page does.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../dist");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let dist = variable("CARGO_MANIFEST_DIR")?.join("../dist");
    let mut files = BTreeMap::new();
    if dist.is_dir() {
        walk(&dist, "", &mut files)?;
    }
    fs::write(variable("OUT_DIR")?.join("page_files.rs"), table(&files)?)
}

/// Collects every file below `folder`, keyed by its path on the web (`/icons/mark.svg`).
fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = fs::canonicalize(entry?.path())?;
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            io::Error::other(format!("{} has a name that no address can carry", path.display()))
        })?;
        let address = format!("{prefix}/{name}");
        if path.is_dir() {
            walk(&path, &address, files)?;
        } else {
            files.insert(address, path);
        }
    }
    Ok(())
}

/// The Rust source of the table, sorted by path, and of the hash over all of it.
fn table(files: &BTreeMap<String, PathBuf>) -> io::Result<String> {
    let mut source = String::from("static FILES: &[File] = &[\n");
    let mut build = Sha256::new();
    for (address, path) in files {
        if is_encoding_of_another(address, files) {
            continue;
        }
        let hash = hexadecimal(&Sha256::digest(fs::read(path)?));
        build.update(format!("{address}\0{hash}\n"));
        let encoding = |suffix: &str| match files.get(&format!("{address}{suffix}")) {
            Some(path) => format!("Some(include_bytes!({path:?}))"),
            None => String::from("None"),
        };
        let (brotli, gzip) = (encoding(".br"), encoding(".gz"));
        let _ = writeln!(
            source,
            "    File {{ path: {address:?}, hash: {hash:?}, bytes: include_bytes!({path:?}), \
             brotli: {brotli}, gzip: {gzip} }},"
        );
    }
    let build = hexadecimal(&build.finalize());
    let _ = writeln!(source, "];\n\nstatic BUILD: &str = {build:?};");
    Ok(source)
}

fn is_encoding_of_another(address: &str, files: &BTreeMap<String, PathBuf>) -> bool {
    [".br", ".gz"]
        .iter()
        .filter_map(|suffix| address.strip_suffix(suffix))
        .any(|original| files.contains_key(original))
}

/// The first 128 bits in lower-case hex: enough to tell files apart, short enough for an `ETag`.
fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
