//! Proves that a mail tells nobody that it is read: no request leaves the browser, and no name is
//! looked up, while it is collected, opened, gone over with pointer and keyboard, and printed.
//!
//! So that a silence means something, the same HTML is shown first where nothing protects: there all
//! of it is heard, but for what says why not. Then behind one wall at a time.

use std::collections::BTreeSet;

use crate::{
    QUIET,
    frames::{Heard, Walls, heard},
    mail::Mail,
    reader::{Mailbox, visit},
    vectors::{Place, Vector, leaks},
};
use restante_end_to_end::{Browser, Outside, Relay, RelayOptions};

/// So many bodies one mail has at most here.
const BODIES: usize = 12;

/// Shows all vectors behind these walls.
async fn behind(walls: Walls, vectors: &[Vector]) -> Heard {
    let outside = Outside::start().await;
    let relay = Relay::start(&RelayOptions::default()).await;
    let name = format!("leaks-behind-{walls:?}");
    let heard = Browser::run(&name, outside.options(), async |browser| {
        heard(browser, &outside, &relay.url(), walls, vectors).await
    })
    .await;
    let (requested, looked_up) = (heard.requested.len(), heard.looked_up.len());
    println!(
        "{walls:?}: of {} vectors {requested} led to a request, {looked_up} to a look-up alone",
        vectors.len()
    );
    heard
}

fn names<'v>(vectors: impl Iterator<Item = &'v Vector>) -> BTreeSet<&'v str> {
    vectors.map(|vector| vector.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_vector_is_heard_where_nothing_protects() {
    let vectors = leaks();
    let heard = behind(Walls::None, &vectors).await;
    for vector in &vectors {
        if let Some(why) = &vector.silent {
            println!("silent: {}, {why}", vector.name);
        }
    }
    let loud = names(vectors.iter().filter(|vector| vector.silent.is_none()));
    assert!(loud.len() >= 80, "{}", loud.len());
    let silent: Vec<_> = loud.difference(&heard.all()).copied().collect();
    assert!(silent.is_empty(), "silent without a reason: {silent:?}");
    let learnt: Vec<_> = heard.all().difference(&loud).copied().collect();
    assert!(learnt.is_empty(), "said to be silent, but heard: {learnt:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sanitiser_alone_leaves_links() {
    let vectors = leaks();
    let heard = behind(Walls::Sanitiser, &vectors).await;
    let links = ["link-followed", "link-under-the-pointer", "link-asking-for-dns", "text-link"];
    assert_eq!(heard.all(), BTreeSet::from(links));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_alone_lets_no_request_out() {
    let vectors = leaks();
    let heard = behind(Walls::Frame, &vectors).await;
    println!("{:?}", heard.looked_up);
    assert!(heard.requested.is_empty(), "{:?}", heard.requested);
    // What looks a name up is stopped by no policy: that is what the sanitiser is for.
    assert!(heard.looked_up.contains("link-preconnect"), "{:?}", heard.looked_up);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "figures about parts of a wall; run by make test-long"]
async fn neither_half_of_the_frame_is_enough() {
    let vectors = leaks();
    for (walls, at_least) in
        [(Walls::Sandbox, "img"), (Walls::Policy, "meta-refresh"), (Walls::FrameRead, "link-preconnect")]
    {
        let heard = behind(walls, &vectors).await;
        println!("requests {:?}\nlook-ups {:?}", heard.requested, heard.looked_up);
        assert!(heard.all().contains(at_least), "{walls:?}");
        if walls == Walls::FrameRead {
            assert!(heard.requested.is_empty(), "{:?}", heard.requested);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_is_heard() {
    let outside = Outside::start().await;
    let vectors = leaks();
    let html: Vec<&Vector> = vectors.iter().filter(|vector| vector.place == Place::Html).collect();
    let each = vectors.iter().map(|vector| Mail::with(vector, "mail", outside.port()));
    // To print a page takes longer than to open a mail: these are printed many at a time.
    let together = html.chunks(BODIES).map(|vectors| {
        let parts: Vec<String> =
            vectors.iter().map(|vector| vector.content("part", outside.port())).collect();
        Mail::of_parts("many parts", parts.iter().map(String::as_str))
    });
    let mailbox = Mailbox::with(each.chain(together).collect()).await;
    let printed_together = names(html.iter().copied());
    Browser::run("leaks", outside.options(), async |browser| {
        mailbox.collect(browser).await;
        let mut opened = 0;
        mailbox
            .open_all(browser, async |subject| {
                visit(browser).await;
                if !printed_together.contains(subject) {
                    browser.print().await;
                }
                opened += 1;
            })
            .await;
        assert!(opened > vectors.len(), "{opened}");
        assert_eq!(outside.quiet(QUIET).await, []);

        // This very browser is heard where it is let.
        let page = outside.serve("/", "text/html", "<img src=\"http://after.leak.test/\">");
        browser.go(&page).await;
        outside.hears("after", QUIET).await;
        assert!(outside.take().iter().any(|contact| contact.label() == Some("after")));
    })
    .await;
}
