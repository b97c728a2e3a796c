//! Proves that a folder of a thousand mails is saved as one file, that other programs read it, and that all of it
//! comes back into an empty mailbox: byte for byte, with its flags, and once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::{Locator, key::Key};
use restante_end_to_end::{Browser, Messages, Name, Options, PATIENCE, Relay, Scripted, until};
use serde_json::json;

const COLLECTING: Duration = Duration::from_secs(120);
const SAVING: Duration = Duration::from_secs(120);
const MAILS: usize = 1_000;

fn mails() -> Vec<Vec<u8>> {
    let mail = |number: usize| {
        format!(
            "From: Ada <ada@example.org>\r\nDate: 2 Nov 2026 08:{:02}:{:02} +0000\r\n\
             Message-ID: <{number}@example.org>\r\nSubject: Letter {number}\r\n\r\nFrom the harbour, {number}.\r\n{}",
            number / 60,
            number % 60,
            "The ferry leaves at nine and comes back at five.\r\n".repeat(50)
        )
        .into_bytes()
    };
    (0..MAILS).map(mail).collect()
}

/// Instead of asking, the browser gives out a file of its own, which the page writes into as into any other.
const PICKS: &str = "
    window.showSaveFilePicker = async ({ suggestedName }) => {
        const folder = await navigator.storage.getDirectory();
        return window.picked = await folder.getFileHandle(suggestedName, { create: true });
    };
";
const PICKED: &str = "
    return window.picked.getFile().then(file => new Promise(done => {
        const reader = new FileReader();
        reader.onload = () => done([file.name, reader.result.split(',')[1]]);
        reader.readAsDataURL(file);
    }));
";
/// A browser that has no such thing.
const PICKS_NOTHING: &str = "delete window.showSaveFilePicker; window.showSaveFilePicker = undefined;";

/// A disk that takes its time, and one that is full.
const STALLS: &str = "
    window.showSaveFilePicker = async () => ({ createWritable: async () => ({
        write: () => new Promise(() => {}), abort: async () => { window.aborted = true; } }) });
";
const FILLS_UP: &str = "
    window.showSaveFilePicker = async () => ({ createWritable: async () => ({
        write: async () => { throw new DOMException('full', 'QuotaExceededError'); }, abort: async () => {} }) });
";

/// A file is dropped on the page.
const DROPS: &str = "
    const dataTransfer = new DataTransfer();
    const mail = 'From: Bo <bo@example.org>\\r\\nSubject: dropped\\r\\n\\r\\nText\\r\\n';
    dataTransfer.items.add(new File([mail], 'dropped.eml'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
";

/// What is said of copies and imports.
const SAID: &str = "
    return [...document.querySelectorAll('.tellings .alert-text p')].map(line => line.textContent).join(' ');
";

/// Waits until this is said, and puts it away.
async fn said(browser: &Browser, words: &str) {
    until(words, SAVING, async || {
        let said = browser.script(SAID, Vec::new()).await;
        said.as_str().is_some_and(|said| said.contains(words)).then_some(())
    })
    .await;
    browser.click("button", "Dismiss").await;
}

/// Presses keys where the keyboard is.
async fn press(browser: &Browser, keys: &str) {
    let active = browser.client().active_element().await.expect("something has the keyboard");
    active.send_keys(keys).await.expect("keys are heard");
}

/// Saves what the menu is of.
async fn save(browser: &Browser, kind: &str) {
    browser.click("button", "This folder").await;
    browser.click("menuitem", "Save a copy").await;
    browser.find("dialog", "Save a copy").await;
    if kind != "mbox" {
        browser.click("radio", Name::Begins(kind)).await;
    }
    browser.click("button", "Save").await;
}

/// Brings a file in to the open folder, by keyboard but for the choice of the file.
async fn import(browser: &Browser, file: &Path) {
    browser.click("button", "This folder").await;
    browser.click("menuitem", "Import mail").await;
    let field = browser.client().find(Locator::Css("#import-files")).await.expect("a field for files");
    field.send_keys(&file.display().to_string()).await.expect("it takes a file");
    let button = browser.find("button", "Import").await;
    button.send_keys(&(Key::Enter + "")).await.expect("it takes the keyboard");
}

/// The mails in a file, as Python reads them; none where there is no Python.
fn as_python_reads(script: &str, file: &Path) -> Option<Vec<Vec<u8>>> {
    let Ok(output) = Command::new("python3").args(["-c", script]).arg(file).output() else {
        println!("skipped: no python3 to read it with");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("base64");
    let mut mails: Vec<Vec<u8>> = said.lines().map(|line| STANDARD.decode(line).expect("base64")).collect();
    mails.sort();
    Some(mails)
}

/// Without the fields that are added, the empty line behind and the quotes before "From": Python keeps them.
const MBOX: &str = "
import mailbox, sys, base64
box = mailbox.mbox(sys.argv[1])
for key in box.keys():
    raw = box.get_bytes(key).replace(b'\\n>From ', b'\\nFrom ')
    print(base64.b64encode(raw[raw.index(b'From: '):].rstrip() + b'\\r\\n').decode())
assert sum('R' in mail.get_flags() for mail in box) == 1, [mail.get_flags() for mail in box]
";
const ZIP: &str = "
import zipfile, sys, base64
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for entry in archive.infolist():
    assert entry.filename.endswith('.eml') and entry.filename.count('/') == 2, entry.filename
    print(base64.b64encode(archive.read(entry)).decode())
";

/// The file that the browser has downloaded.
async fn downloaded(folder: &Path, name: &str) -> PathBuf {
    let file = folder.join(name);
    until("it is downloaded", SAVING, async || file.exists().then_some(())).await;
    file
}

async fn downloads_to(browser: &Browser, folder: &Path) {
    let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
    browser.devtools("Page.setDownloadBehavior", behaviour).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_mails_are_saved_and_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut expected = mails();
    expected.sort();

    let server = Scripted::start(mails(), &[]).await;
    let relay = Relay::to(server.port()).await;
    let (mbox, zip) = Browser::run("files-save", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        downloads_to(browser, folder.path()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        messages.open(1).await;
        browser.find("button", "Mark as unread").await;

        browser.script(PICKS, Vec::new()).await;
        save(browser, "mbox").await;
        said(browser, "Saved a copy of 1,000 messages.").await;
        let picked = browser.script(PICKED, Vec::new()).await;
        assert_eq!(picked[0], "Inbox.mbox");
        let mbox = folder.path().join("Inbox.mbox");
        fs::write(&mbox, STANDARD.decode(picked[1].as_str().expect("base64")).expect("base64"))
            .expect("room");

        browser.script(PICKS_NOTHING, Vec::new()).await;
        save(browser, "ZIP").await;
        said(browser, "Saved a copy of 1,000 messages.").await;
        let zip = downloaded(folder.path(), "Inbox.zip").await;

        // It can be stopped, and one that cannot be written is said to be.
        browser.script(STALLS, Vec::new()).await;
        browser.click("button", "Storage").await;
        browser.click("button", "Save a copy of everything").await;
        browser.click("button", "Save").await;
        browser.find("progressbar", "Saving a copy").await;
        browser.click("button", "Stop saving").await;
        browser.gone(PATIENCE, "progressbar", "Saving a copy").await;
        until("its file is given up", PATIENCE, async || {
            (browser.script("return window.aborted", Vec::new()).await == true).then_some(())
        })
        .await;
        assert_eq!(browser.alerts().await, [""; 0]);
        browser.script(FILLS_UP, Vec::new()).await;
        browser.click("button", "Save a copy of everything").await;
        browser.click("button", "Save").await;
        said(browser, "The copy was not saved to its end.").await;
        (mbox, zip)
    })
    .await;
    if let Some(read) = as_python_reads(MBOX, &mbox) {
        assert!(read == expected, "{} mails in the mbox file", read.len());
    }
    if let Some(read) = as_python_reads(ZIP, &zip) {
        assert!(read == expected, "{} mails in the archive", read.len());
    }

    let empty = Scripted::start(Vec::new(), &[]).await;
    let other = Relay::to(empty.port()).await;
    Browser::run("files-import", Options::default(), async |browser| {
        browser.go(&other.url()).await;
        empty.form().save(browser).await;
        browser.collected(1, COLLECTING).await;
        browser.click("treeitem", Name::Begins("Archive")).await;
        let messages = Messages(browser);
        messages.reach(0, PATIENCE).await;
        import(browser, &mbox).await;
        said(browser, "1,000 messages came in, to Archive.").await;
        messages.reach(MAILS, PATIENCE).await;
        assert!(!messages.row(1).await.name.starts_with("Unread"), "it was read");
        assert!(messages.row(2).await.name.starts_with("Unread"), "it was not");
        import(browser, &zip).await;
        said(browser, "1,000 messages were here already.").await;

        // All of it is there after a reload, and what is saved again is what came.
        browser.reload().await;
        messages.reach(MAILS, PATIENCE).await;
        downloads_to(browser, folder.path()).await;
        browser.script(PICKS_NOTHING, Vec::new()).await;
        save(browser, "ZIP").await;
        said(browser, "Saved a copy of 1,000 messages.").await;
        let again = downloaded(folder.path(), "Archive.zip").await;
        if let Some(read) = as_python_reads(ZIP, &again) {
            assert!(read == expected, "{} mails in the archive", read.len());
        }
        // A file that is dropped on the page; what is chosen, what was found, and everything.
        browser.script(DROPS, Vec::new()).await;
        browser.find("dialog", "Import mail").await;
        browser.click("button", "Import").await;
        said(browser, "1 message came in, to Archive.").await;
        messages.reach(MAILS + 1, PATIENCE).await;
        messages.open(1).await;
        browser.click("button", "More").await;
        browser.click("menuitem", "Save a copy").await;
        browser.click("button", "Save").await;
        said(browser, "Saved a copy of 1 message.").await;
        let search = browser.find("searchbox", "Search mail").await;
        search.send_keys("subject:dropped").await.expect("it takes text");
        messages.reach(1, PATIENCE).await;
        browser.click("button", "This search").await;
        browser.click("menuitem", "Save a copy").await;
        browser.click("button", "Save").await;
        said(browser, "Saved a copy of 1 message.").await;
        // By keyboard alone.
        press(browser, &(Key::Escape + "")).await;
        press(browser, &(Key::Control + "k")).await;
        browser.find("dialog", "Command palette").await;
        press(browser, "save a copy of everything").await;
        press(browser, &(Key::Enter + "")).await;
        browser.find("dialog", "Save a copy").await;
        press(browser, &(Key::Enter + "")).await;
        said(browser, "Saved a copy of 1,001 messages.").await;
        for name in ["1 message.mbox", "subject_dropped.mbox", "All mail.mbox"] {
            downloaded(folder.path(), name).await;
        }
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success() && other.stop().await.success());
}
