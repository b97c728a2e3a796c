//! `bench-junk`: how well the junk filter tells junk from mail, beside Debian's bogofilter.
//!
//! The SpamAssassin corpus in ten parts, each judged by what was learnt from the nine others; both filters
//! learn from the same mails and judge the same. The corpus is found through `RESTANTE_CORPORA`, else in
//! `../shared/corpora`. Writes the table to `tests/bench/junk.txt` too.

mod bogofilter;
mod corpus;
mod tally;

use std::{fs, path::Path, process::ExitCode, time::Instant};

use restante::junk::{Class, Model, Opinion, Tokens};
use restante_bench::{
    surroundings,
    table::{Goal, Line, table},
};

use corpus::Mail;
use tally::Tally;

/// Parts of the corpus.
const FOLDS: usize = 10;
/// Mails of each class that a reader may have taught the filter after a week.
const FEW: usize = 50;

fn main() -> ExitCode {
    let Some(mails) = corpus::load() else {
        eprintln!("bench-junk: no corpus; RESTANTE_CORPORA names the folder with spamassassin.tar.xz");
        return ExitCode::FAILURE;
    };
    let mut text = surroundings::describe("bench-junk", &["bogofilter"]);
    println!("{text}");
    let began = Instant::now();
    let tokens: Vec<Tokens> = mails.iter().map(|mail| Tokens::of(&mail.raw)).collect();
    let reading = began.elapsed();
    let (mut ours, mut few, mut theirs) = (Tally::default(), Tally::default(), Tally::default());
    let (mut judging, mut size) = (0.0, 0);
    for fold in 0..FOLDS {
        let learnt = |mail: &Mail| mail.fold != fold;
        let model = trained(&mails, &tokens, learnt, usize::MAX);
        let little = trained(&mails, &tokens, learnt, FEW);
        size = model.to_bytes().len();
        let began = Instant::now();
        for (mail, tokens) in mails.iter().zip(&tokens).filter(|(mail, _)| !learnt(mail)) {
            ours.add(mail.class, model.judge(tokens).opinion);
        }
        judging += began.elapsed().as_secs_f64();
        for (mail, tokens) in mails.iter().zip(&tokens).filter(|(mail, _)| !learnt(mail)) {
            few.add(mail.class, little.judge(tokens).opinion);
        }
        match bogofilter::judge(&mails, learnt) {
            Ok(opinions) => opinions.into_iter().for_each(|(class, opinion)| theirs.add(class, opinion)),
            Err(why) => {
                eprintln!("bench-junk: bogofilter: {why}");
                return ExitCode::FAILURE;
            }
        }
    }
    text += &table(&lines(&ours, &theirs));
    text += &format!("\nours, {FOLDS}-fold: {ours}\nbogofilter, the same: {theirs}\n");
    text += &format!("ours after {FEW} mails of each class: {few}\n");
    let each = |seconds: f64| seconds * 1e3 / mails.len() as f64;
    text += &format!(
        "ours: taking a mail apart {:.2} ms, judging it {:.2} ms{}; the model {:.0} kB\n",
        each(reading.as_secs_f64()),
        each(judging),
        if cfg!(debug_assertions) { ", built without optimisation" } else { "" },
        size as f64 / 1e3,
    );
    println!("{text}");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("junk.txt");
    if let Err(error) = fs::write(&file, text) {
        eprintln!("{}: {error}", file.display());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What is learnt from at most so many mails of each class.
fn trained(mails: &[Mail], tokens: &[Tokens], learnt: impl Fn(&Mail) -> bool, most: usize) -> Model {
    let mut model = Model::default();
    for class in [Class::Good, Class::Junk] {
        let wanted = mails.iter().zip(tokens).filter(|(mail, _)| mail.class == class && learnt(mail));
        wanted.take(most).for_each(|(_, tokens)| model.learn(tokens, class));
    }
    model
}

fn lines(ours: &Tally, theirs: &Tally) -> Vec<Line> {
    let line = |figure: &str, of: &dyn Fn(&Tally) -> f64, goal: Option<f64>| {
        let (ours, theirs) = (of(ours), of(theirs));
        let goal = goal.map(|goal| Goal::at_most(goal, " %"));
        Line {
            figure: figure.to_owned(),
            ours: format!("{ours:.2} %"),
            peers: format!("{theirs:.2} %"),
            ratio: format!("{:.2}x", ours / theirs),
            goal: goal.map(|goal| goal.to_string()).unwrap_or_default(),
            met: goal.map_or("", |goal| goal.verdict(ours)),
        }
    };
    vec![
        line("good mail called junk", &|tally| tally.share(Class::Good, Opinion::Junk), Some(0.5)),
        line("junk not called junk", &|tally| 100.0 - tally.share(Class::Junk, Opinion::Junk), Some(5.0)),
        line("junk called good", &|tally| tally.share(Class::Junk, Opinion::Good), None),
        line("good mail called unsure", &|tally| tally.share(Class::Good, Opinion::Unsure), None),
    ]
}
