//! One thing measured several times.

/// What each run measured, in whatever unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// One more run.
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The median: what disturbs a few of the runs does not move it. NaN without runs.
    #[must_use]
    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let middle = sorted.len() / 2;
        if sorted.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.wrapping_sub(1)), at(middle)) }
    }

    /// So many of a hundred are at most this. NaN without runs.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> f64 {
        let sorted = self.sorted();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = (sorted.len() as f64 * percent / 100.0).ceil() as usize;
        sorted.get(place.max(1) - 1).copied().unwrap_or(f64::NAN)
    }

    /// All together.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    /// How many runs.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there were none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lowest and the highest. NaN without runs.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let sorted = self.sorted();
        let or_nan = |value: Option<&f64>| value.copied().unwrap_or(f64::NAN);
        (or_nan(sorted.first()), or_nan(sorted.last()))
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(values: &[f64]) -> Samples {
        Samples(values.to_vec())
    }

    #[test]
    fn the_median_stands_in_the_middle_whatever_the_order() {
        assert_eq!(samples(&[9.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(samples(&[4.0, 1.0, 2.0, 100.0]).median(), 3.0);
        assert!(Samples::default().median().is_nan());
        assert_eq!(samples(&[9.0, 1.0, 2.0]).range(), (1.0, 9.0));
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(samples(&hundred).percentile(95.0), 95.0);
        assert_eq!(samples(&[1.0, 7.0]).percentile(95.0), 7.0);
        assert!(Samples::default().percentile(50.0).is_nan());
    }
}
