//! The page on several devices, in light and dark.

use crate::{Browser, screenshots};

/// A phone, a tablet and a desk, in CSS pixels.
pub const DEVICES: [(u32, u32); 3] = [(390, 844), (820, 1180), (1440, 900)];

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
            assert!(needed.as_u64() <= Some(width.into()), "{what} needs {needed} of {width} px");
        }
        self.pretend(1280, 900, false).await;
    }
}
