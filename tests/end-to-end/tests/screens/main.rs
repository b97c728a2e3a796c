//! Every screen, at three widths, in both themes: a picture of each to look at (in `target/screenshots/screens`),
//! and nothing in any that axe-core holds against it.

mod axe;
mod mails;

use std::{
    collections::BTreeSet,
    fs::create_dir_all,
    path::{Path, PathBuf},
    time::Duration,
};

use restante_end_to_end::{
    Browser, DEVICES, Messages, Name, Options, PATIENCE, Relay, Scripted, screenshots, until,
};

const COLLECTING: Duration = Duration::from_secs(60);

/// Phone, tablet, desk.
const SIZES: [(u32, u32); 3] = DEVICES;

/// Waits until nothing moves any more.
const SETTLED: &str = "
    const moving = document.getAnimations()
        .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity);
    const drawn = () => new Promise(done => requestAnimationFrame(done));
    return Promise.all(moving.map(animation => animation.finished.catch(() => {})))
        .then(drawn).then(drawn).then(() => true);
";

/// Looks at one screen after the other.
struct Tour<'a> {
    browser: &'a Browser,
    folder: PathBuf,
    seen: BTreeSet<String>,
    /// What axe holds against which picture.
    violations: Vec<String>,
}

impl<'a> Tour<'a> {
    fn of(browser: &'a Browser, folder: &Path) -> Self {
        create_dir_all(folder).expect("a folder for pictures");
        Self { browser, folder: folder.to_owned(), seen: BTreeSet::new(), violations: Vec::new() }
    }

    /// A picture of this screen as it is, at all widths in both themes; the page stays as it is between
    /// them, so that what lies over it stays open.
    async fn look(&mut self, name: &str) {
        for (width, height) in SIZES {
            self.look_at(name, width, height).await;
        }
    }

    /// The same at one width.
    async fn look_at(&mut self, name: &str, width: u32, height: u32) {
        for dark in [false, true] {
            self.browser.pretend(width, height, dark).await;
            self.browser.script(SETTLED, Vec::new()).await;
            let picture = format!("{name}-{width}-{}", if dark { "dark" } else { "light" });
            self.browser.screenshot(&self.folder.join(format!("{picture}.png"))).await;
            let found = axe::violations(self.browser).await;
            self.violations.extend(found.into_iter().map(|what| format!("{picture}: {what}")));
            self.seen.insert(picture);
        }
    }

    /// Opens a message on the desk, where the list stays in sight.
    async fn open(&self, number: usize) {
        self.browser.pretend(SIZES[2].0, SIZES[2].1, false).await;
        Messages(self.browser).open(number).await;
    }

    async fn close(&self) {
        self.browser.click("button", "Close").await;
        self.browser.gone(PATIENCE, "dialog", Name::Any).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_fit_for_everybody() {
    let all = mails::all();
    let count = all.len();
    let server = Scripted::start(all, &[]).await;
    let relay = Relay::to(server.port()).await;
    let folder = screenshots().join("screens");
    let violations = Browser::run("screens", Options::default(), async |browser| {
        let mut tour = Tour::of(browser, &folder);
        browser.go(&relay.url()).await;
        browser.find("button", "Add account").await;
        tour.look("first-run").await;
        browser.click("button", "Add account").await;
        tour.look("add-account").await;
        browser.click("button", "Cancel").await;
        browser.pretend(SIZES[2].0, SIZES[2].1, false).await;
        server.form().save(browser).await;
        Messages(browser).reach(count, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        for (number, name) in (1..).zip(mails::NAMES) {
            tour.open(number).await;
            tour.look(&format!("message-{name}")).await;
        }
        dialogs(&mut tour).await;
        acting(&mut tour).await;
        lists(&mut tour).await;
        files(&mut tour).await;
        tour.violations
    })
    .await;
    assert!(relay.stop().await.success());
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}

/// What lies over the page.
async fn dialogs(tour: &mut Tour<'_>) {
    let browser = tour.browser;
    tour.open(1).await;
    browser.click("button", "More").await;
    tour.look_at("menu", SIZES[2].0, SIZES[2].1).await;
    browser.click("menuitem", "All headers").await;
    tour.look("headers").await;
    tour.close().await;
    tour.open(1).await;
    browser.click("button", "View source").await;
    tour.look("source").await;
    tour.close().await;
    tour.open(2).await;
    browser.click("button", mails::DECEIVING).await;
    tour.look("link").await;
    browser.click("button", "Cancel").await;
    tour.open(2).await;
    browser.click("button", Name::Begins("Show")).await;
    tour.look("preview").await;
    tour.close().await;
}

/// What asks before something is done with a message, and what is seen of it then.
async fn acting(tour: &mut Tour<'_>) {
    let browser = tour.browser;
    let (width, height) = SIZES[2];
    let choose = async |tour: &mut Tour<'_>, item: &str| {
        tour.open(3).await;
        browser.click("button", "More").await;
        browser.click("menuitem", item).await;
    };
    choose(tour, "Tags").await;
    tour.look("tags-none").await;
    let field = browser.find("textbox", "New tag").await;
    field.send_keys("Harbour").await.expect("it takes text");
    browser.click("button", "Add").await;
    browser.click("checkbox", "Harbour").await;
    tour.look("tags").await;
    tour.close().await;
    tour.open(3).await;
    browser.click("button", "Star").await;
    choose(tour, "Pin to the top").await;
    until("it stands first", PATIENCE, async || {
        Messages(browser).row(1).await.name.contains("pinned").then_some(())
    })
    .await;
    tour.look("message-tagged").await;
    choose(tour, "Snooze: Pick a date and time").await;
    tour.look("snooze").await;
    browser.click("button", "Cancel").await;
    tour.open(3).await;
    browser.click("button", "Move to").await;
    tour.look("move-to").await;
    tour.close().await;
    choose(tour, "Delete for good").await;
    browser.find("alertdialog", Name::Any).await;
    tour.look("delete-for-good").await;
    browser.click("button", "Cancel").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Select some").await;
    tour.look_at("select-menu", width, height).await;
    browser.click("menuitem", "With a star").await;
    browser.find("toolbar", "Selected messages").await;
    tour.look("chosen").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "More").await;
    tour.look_at("chosen-menu", width, height).await;
    browser.click("menuitem", "Unpin").await;
    browser.click("button", "Clear").await;
}

/// Rules and the junk filter.
async fn rules(tour: &mut Tour<'_>) {
    let browser = tour.browser;
    let (width, height) = SIZES[2];
    browser.click("button", "Rules").await;
    browser.find("heading", "Junk filter").await;
    tour.look("rules-none").await;
    browser.click("button", "New rule").await;
    browser.type_into("Name of the rule", "Kettles").await;
    browser.type_into("Condition 1: What it is compared with", "shop").await;
    browser.click("button", "Add condition").await;
    browser.choose("Condition 2: What is looked at", "Header field").await;
    browser.click("button", "Add action").await;
    browser.click("button", "Save rule").await;
    browser.find("alert", Name::Any).await;
    tour.look("rule-refused").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Remove condition 2").await;
    browser.click("button", "Try it on this folder").await;
    browser.find("button", Name::Begins("Save, and sort")).await;
    tour.look("rule-tried").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Save rule").await;
    browser.find("button", "Edit Kettles").await;
    tour.look("rules").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Close").await;
    tour.open(3).await;
    browser.click("button", "More").await;
    browser.click("menuitem", "What the junk filter says").await;
    tour.look("junk-untrained").await;
    tour.close().await;
    browser.pretend(width, height, false).await;
}

/// What stands in place of a message.
async fn lists(tour: &mut Tour<'_>) {
    let browser = tour.browser;
    let (width, height) = SIZES[2];
    browser.pretend(width, height, false).await;
    browser.click("button", "Appearance").await;
    tour.look("appearance").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Close").await;
    browser.click("button", "Keyboard shortcuts").await;
    tour.look("shortcuts").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Close").await;
    browser.click("button", "New folder").await;
    tour.look("new-folder").await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Cancel").await;
    rules(tour).await;
    browser.click("button", "Storage").await;
    tour.look("storage").await;
    browser.click("button", "Erase everything here").await;
    tour.look("erase-everything").await;
    browser.click("button", "Cancel").await;
    browser.pretend(width, height, false).await;
    browser.click("treeitem", Name::Begins("Inbox")).await;
    browser.click("button", "Sort by").await;
    tour.look_at("sort", width, height).await;
    browser.click("menuitemradio", "Sender, A to Z").await;
    browser.click("button", "Conversations").await;
    Messages(browser).reach(6, PATIENCE).await;
    tour.look_at("conversations", width, height).await;
    browser.pretend(width, height, false).await;
    browser.click("button", "Conversations").await;
    Messages(browser).reach(7, PATIENCE).await;
    for (width, height) in &SIZES[..2] {
        browser.pretend(*width, *height, false).await;
        browser.script("location.hash = '#/inbox/1'", Vec::new()).await;
        until("the list is there", PATIENCE, async || Messages(browser).total().await).await;
        tour.look_at("list", *width, *height).await;
        browser.click("button", "Folders").await;
        tour.look_at("folders", *width, *height).await;
        browser.click("button", "Close folders").await;
    }
}

/// Copies of mail as files, and mail from files.
async fn files(tour: &mut Tour<'_>) {
    let browser = tour.browser;
    let (width, height) = SIZES[2];
    // Nothing is written: what was saved is only said.
    let nowhere = "
        window.showSaveFilePicker = async () => ({
            createWritable: async () => ({ write: async () => {}, close: async () => {}, abort: async () => {} }),
        });
    ";
    browser.script(nowhere, Vec::new()).await;
    for (item, name) in [("Save a copy", "save-copy"), ("Import mail", "import")] {
        browser.pretend(width, height, false).await;
        browser.click("treeitem", Name::Begins("Inbox")).await;
        browser.click("button", "This folder").await;
        if name == "save-copy" {
            tour.look_at("folder-menu", width, height).await;
        }
        browser.click("menuitem", item).await;
        browser.find("dialog", item).await;
        tour.look(name).await;
        browser.pretend(width, height, false).await;
        if name == "save-copy" {
            browser.click("button", "Save").await;
            browser.find("button", "Dismiss").await;
            tour.look("saved").await;
            browser.pretend(width, height, false).await;
            browser.click("button", "Dismiss").await;
        } else {
            browser.click("button", "Import").await;
            tour.look("import-nothing").await;
            browser.pretend(width, height, false).await;
            browser.click("button", "Cancel").await;
        }
    }
    let search = browser.find("searchbox", "Search mail").await;
    search.send_keys("the").await.expect("it takes text");
    browser.find("button", "This search").await;
    tour.look("search-found").await;
    browser.pretend(width, height, false).await;
    browser.click("treeitem", Name::Begins("Archive")).await;
    let search = browser.find("searchbox", "Search mail").await;
    search.send_keys("the").await.expect("it takes text");
    browser.find("radio", "In all mail").await;
    tour.look("search-places").await;
    browser.pretend(width, height, false).await;
    browser.click("treeitem", Name::Begins("Inbox")).await;
    Messages(browser).open(1).await;
    browser.click("button", "Delete").await;
    browser.click("button", "Storage").await;
    browser.find("button", "Trash").await;
    tour.look("storage-to-free").await;
}
