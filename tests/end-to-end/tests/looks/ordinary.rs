//! Where something of a mail can be read, the plain text is not offered in its place.

use restante_end_to_end::Options;

use crate::{
    mailbox::{self, WINDOW},
    sections::sections,
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_offered_in_place_of_what_can_be_read() {
    let newsletters = sections(include_str!("templates.html"));
    let mails: Vec<_> = newsletters.into_iter().chain(sections(include_str!("ordinary.txt"))).collect();
    let bodies: Vec<String> = mails.iter().map(|mail| mail.text.to_owned()).collect();
    let options = Options { window: WINDOW, ..Options::default() };
    let mut offered = Vec::new();
    mailbox::collected("ordinary", options, &bodies, async |browser| {
        for (number, mail) in (1..).zip(&mails) {
            mailbox::open(browser, number, mails.len() - number).await;
            if mailbox::offers_text(browser).await {
                offered.push(mail.name);
            }
        }
    })
    .await;
    println!("{} mails of which something can be read", mails.len());
    assert!(offered.is_empty(), "their plain text is offered: {offered:?}");
}
