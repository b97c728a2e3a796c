//! Figures beside their goals, as text.

use std::fmt;

/// What a figure should be at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// To be reached.
    pub at_most: f64,
    /// What is above this is not done; between the two it falls short.
    pub limit: f64,
    /// What stands behind the number: `x mpop`, ` s`.
    pub unit: &'static str,
}

impl Goal {
    /// A goal without anything between met and not met.
    #[must_use]
    pub const fn at_most(at_most: f64, unit: &'static str) -> Self {
        Self { at_most, limit: at_most, unit }
    }

    /// How a figure stands to it, in words.
    #[must_use]
    pub fn verdict(&self, figure: f64) -> &'static str {
        if figure <= self.at_most {
            "met"
        } else if figure <= self.limit {
            "falls short"
        } else {
            "not met"
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at_most, limit, unit } = self;
        write!(f, "{at_most}{unit}")?;
        if limit > at_most { write!(f, ", at most {limit}{unit}") } else { Ok(()) }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// What is measured.
    pub figure: String,
    /// What Restante needs.
    pub ours: String,
    /// What others need.
    pub peers: String,
    /// What the goal is held against.
    pub ratio: String,
    /// The goal.
    pub goal: String,
    /// Whether it is met.
    pub met: &'static str,
}

/// The lines under a heading, in columns.
#[must_use]
pub fn table(lines: &[Line]) -> String {
    let heading = ["figure", "ours", "peers", "ratio", "goal", "met"];
    let cells = |line: &Line| {
        [&line.figure, &line.ours, &line.peers, &line.ratio, &line.goal]
            .map(String::clone)
            .into_iter()
            .chain([line.met.to_owned()])
    };
    let mut rows: Vec<Vec<String>> = vec![heading.map(str::to_owned).into()];
    rows.extend(lines.iter().map(|line| cells(line).collect()));
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    rows.insert(1, widths.iter().map(|&width| "-".repeat(width)).collect());
    let row = |row: &Vec<String>| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_goal_and_limit_a_figure_falls_short() {
        let goal = Goal { at_most: 0.6, limit: 1.0, unit: "x mpop" };
        assert_eq!(
            [0.6, 0.7, 1.0, 1.01].map(|figure| goal.verdict(figure)),
            ["met", "falls short", "falls short", "not met"]
        );
        assert_eq!(goal.verdict(f64::NAN), "not met");
        assert_eq!(goal.to_string(), "0.6x mpop, at most 1x mpop");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let line =
            Line { figure: "a long name".to_owned(), ours: "1 s".to_owned(), met: "met", ..Line::default() };
        let table = table(&[line]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0], "figure       ours  peers  ratio  goal  met");
        assert_eq!(lines[1], "-----------  ----  -----  -----  ----  ---");
        assert_eq!(lines[2], "a long name  1 s                       met");
    }
}
