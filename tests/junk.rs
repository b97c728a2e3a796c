//! The junk filter over real mail: one part of a corpus judged by what was learnt from others.
//!
//! A quarter of the corpus, so that it takes seconds; `make bench-junk` measures all of it, ten-fold and beside
//! another filter. Where the corpus is absent the test says so and passes.

mod corpora;

use corpora::Corpus;
use restante::junk::{Class, Model, Opinion, Tokens};

#[test]
fn real_mail_is_told_from_junk() {
    let Some(corpus) = Corpus::unpack("spamassassin") else { return };
    let files = corpus.files("data");
    let mails = files.iter().filter(|path| path.extension().is_some_and(|one| one == "txt")).step_by(4);
    let (mut learnt, mut asked) = (Model::default(), Vec::new());
    for (number, path) in mails.enumerate() {
        let folder = path.parent().and_then(|folder| folder.file_name()).expect("a folder");
        let class = if folder.to_string_lossy().starts_with("spam") { Class::Junk } else { Class::Good };
        let tokens = Tokens::of(&std::fs::read(path).expect("a mail"));
        if number % 3 == 0 { asked.push((class, tokens)) } else { learnt.learn(&tokens, class) }
    }
    // What is kept judges as what was learnt.
    let model = Model::from_bytes(&learnt.to_bytes()).expect("a model");
    let (mut all, mut called_junk) = ([0, 0], [0, 0]);
    for (class, tokens) in &asked {
        let verdict = model.judge(tokens);
        assert_eq!(verdict, learnt.judge(tokens));
        let place = usize::from(*class == Class::Junk);
        all[place] += 1;
        if verdict.opinion == Opinion::Junk {
            called_junk[place] += 1;
            assert!(verdict.words.iter().any(|telling| telling.junk > 0.9), "junk for a reason");
        }
    }
    println!("called junk: of good and junk mail, {called_junk:?} of {all:?}");
    assert_eq!(all[0] + all[1], 504);
    assert!(called_junk[0] * 200 <= all[0], "at most 0.5 % of good mail is lost: {called_junk:?} of {all:?}");
    assert!(called_junk[1] * 10 >= all[1] * 9, "most junk is found: {called_junk:?} of {all:?}");
}
