//! A folder that is all of a system to popa3d: the program, what it loads, one user, one mailbox.

use std::{
    collections::BTreeSet,
    fs, io,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// The user whose mailbox it is, and the one that popa3d becomes before anybody has logged in. The
/// numbers need no names outside.
const OWNER: u32 = 5000;
const NOBODY: u32 = 5001;

/// Where the program is in the folder.
pub(crate) const PROGRAM: &str = "/usr/sbin/popa3d";

/// Dropping it removes the folder.
#[derive(Debug)]
pub(crate) struct Jail(TempDir);

impl Jail {
    /// Makes the folder for this program, with a user of this name and password.
    pub(crate) fn build(program: &Path, user: &str, password: &str) -> io::Result<Self> {
        let jail = Self(tempfile::Builder::new().prefix("restante-popa3d-").tempdir()?);
        fs::set_permissions(jail.path(), fs::Permissions::from_mode(0o755))?;
        for folder in ["etc/pam.d", "usr/sbin", "var/lib/popa3d", "var/mail"] {
            fs::create_dir_all(jail.path().join(folder))?;
        }
        fs::copy(program, jail.inside(PROGRAM))?;
        let pam_unix = pam_unix()?;
        let mut libraries = BTreeSet::from([pam_unix.clone()]);
        for loads in [program, &pam_unix] {
            libraries.extend(loaded_by(loads)?);
        }
        for library in libraries {
            let copy = jail.inside(&library);
            fs::create_dir_all(copy.parent().unwrap_or(jail.path()))?;
            fs::copy(&library, copy)?;
        }

        let hash = hash(password)?;
        let files = [
            ("etc/nsswitch.conf", "passwd: files\nshadow: files\ngroup: files\n".to_owned()),
            (
                "etc/pam.d/popa3d",
                "auth required pam_unix.so nodelay\naccount required pam_unix.so\n".to_owned(),
            ),
            (
                "etc/passwd",
                format!(
                    "root:x:0:0::/:/bin/false\npopa3d:x:{NOBODY}:{NOBODY}::/:/bin/false\n\
                     {user}:x:{OWNER}:{OWNER}::/:/bin/false\n"
                ),
            ),
            ("etc/shadow", format!("root:*:::::::\npopa3d:*:::::::\n{user}:{hash}:::::::\n")),
            ("etc/group", format!("root:x:0:\npopa3d:x:{NOBODY}:\nmail:x:{OWNER}:\n")),
        ];
        for (name, content) in files {
            fs::write(jail.path().join(name), content)?;
        }
        let mailbox = jail.path().join("var/mail").join(user);
        fs::write(&mailbox, "")?;
        chown(&mailbox, Some(OWNER), Some(OWNER))?;
        fs::set_permissions(mailbox, fs::Permissions::from_mode(0o600))?;
        Ok(jail)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The mailbox of this user.
    pub(crate) fn mailbox(&self, user: &str) -> PathBuf {
        self.path().join("var/mail").join(user)
    }

    /// Where a file of the system has its place in the folder.
    fn inside(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.path().join(path.strip_prefix("/").unwrap_or(path))
    }
}

/// The module that knows passwords; its folder is named after the architecture.
fn pam_unix() -> io::Result<PathBuf> {
    for folder in ["/lib", "/usr/lib"] {
        for entry in fs::read_dir(folder)? {
            let module = entry?.path().join("security/pam_unix.so");
            if module.is_file() {
                return Ok(module);
            }
        }
    }
    Err(io::Error::new(
        io::ErrorKind::NotFound,
        "there is no pam_unix.so here: apt-get install libpam-modules",
    ))
}

/// The libraries that a program or library loads, by their whole paths.
fn loaded_by(file: &Path) -> io::Result<Vec<PathBuf>> {
    let output = Command::new("ldd").arg(file).output()?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(listed.split_whitespace().filter(|word| word.starts_with('/')).map(PathBuf::from).collect())
}

/// The password as `/etc/shadow` has it.
fn hash(password: &str) -> io::Result<String> {
    let output = Command::new("openssl").args(["passwd", "-6", password]).output()?;
    let hash = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if hash.starts_with("$6$") { Ok(hash) } else { Err(io::Error::other("openssl makes no hash")) }
}
