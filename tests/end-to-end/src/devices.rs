//! The page on several devices, in light and dark.

use crate::{Browser, screenshots};

/// A phone, a tablet and a desk, in CSS pixels.
pub const DEVICES: [(u32, u32); 3] = [(390, 844), (820, 1180), (1440, 900)];

/// The elements that end outside of the window.
const STICKS_OUT: &str = "
    const width = document.documentElement.clientWidth;
    const ends = element => element.getBoundingClientRect().right > width;
    return [...document.querySelectorAll('body *')].filter(ends)
        .map(element => `${element.tagName} ${element.getAttribute('class')}`).slice(0, 8);
";

impl Browser {
    /// Leaves pictures of the page on each device, in light and dark, in [`screenshots`] under `name`.
    pub async fn shoot(&self, name: &str) {
        for (width, height) in DEVICES {
            for dark in [false, true] {
                self.pretend(width, height, dark).await;
                let shade = if dark { "dark" } else { "light" };
                self.screenshot(&screenshots().join(format!("{name}-{width}-{shade}.png"))).await;
            }
        }
        self.pretend(1280, 900, false).await;
    }

    /// Proves that nothing sticks out of a narrow window.
    ///
    /// # Panics
    /// When something does; `what` says on which page.
    pub async fn fits(&self, what: &str) {
        for (width, height) in DEVICES {
            self.pretend(width, height, false).await;
            let needed = self.script("return document.documentElement.scrollWidth", vec![]).await;
            if needed.as_u64() > Some(width.into()) {
                let culprits = self.script(STICKS_OUT, vec![]).await;
                panic!("{what} needs {needed} of {width} px: {culprits}");
            }
        }
        self.pretend(1280, 900, false).await;
    }
}
