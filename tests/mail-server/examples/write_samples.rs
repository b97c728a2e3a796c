//! Writes the demo mailbox into a folder, a file a mail, to look at or to check with other
//! programs: `cargo run -p restante-mail-server --example write_samples -- FOLDER`.

use std::error::Error;
use std::path::PathBuf;

use time::OffsetDateTime;

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("which folder?")?.into();
    std::fs::create_dir_all(&folder)?;
    for sample in restante_mail_server::sample::mails(OffsetDateTime::now_utc())? {
        std::fs::write(folder.join(format!("{}.eml", sample.name)), sample.raw)?;
    }
    Ok(())
}
