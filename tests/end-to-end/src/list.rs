//! The message list, which draws only the rows in view.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Browser, Element, PATIENCE, until};

/// Finds the row of a number among those that are drawn; when it is not, scrolls towards it.
const ROW: &str = "
    const [grid, wanted] = arguments;
    const rows = [...grid.querySelectorAll('[aria-rowindex], [aria-posinset]')]
        .filter(row => row.matches('[role=row], [role=option], tr, li'));
    const number = row => Number(row.getAttribute('aria-rowindex') ?? row.getAttribute('aria-posinset'));
    const row = rows.find(row => number(row) === wanted);
    if (row) {
        row.scrollIntoView({ block: 'nearest' });
        return { row, name: row.getAttribute('aria-label') ?? row.innerText };
    }
    if (rows.length === 0) return null;
    let scroller = rows[0].parentElement;
    while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
    scroller ??= document.scrollingElement;
    // The first row drawn need not be in view: the one with the keyboard is drawn wherever it is.
    const away = rows[0].getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += away + (wanted - number(rows[0])) * rows[0].offsetHeight;
    return null;
";

/// The grid, treegrid or listbox "Messages".
#[derive(Debug, Clone, Copy)]
pub struct Messages<'b>(pub &'b Browser);

/// A row that is in view.
#[derive(Debug, Clone)]
pub struct Row {
    /// What a screen reader says of it.
    pub name: String,
    element: Element,
}

impl Messages<'_> {
    /// The folder's true total as the list tells it; nothing where there is no list.
    pub async fn total(self) -> Option<usize> {
        let grid = self.grid().await?;
        let total = match grid.attr("aria-rowcount").await.ok()? {
            Some(total) => Some(total),
            None => {
                let script = "return arguments[0].querySelector('[aria-setsize]')?.ariaSetSize ?? '0'";
                let size = self.0.try_script(script, vec![serde_json::to_value(&grid).ok()?]).await.ok()?;
                size.as_str().map(str::to_owned)
            }
        };
        total?.parse().ok()
    }

    /// Waits until the folder's total is this.
    ///
    /// # Panics
    /// When it does not become so in time.
    pub async fn reach(self, total: usize, patience: Duration) {
        let mut last = None;
        let reached = tokio::time::timeout(patience, async {
            while last != Some(total) {
                tokio::time::sleep(Duration::from_millis(50)).await;
                last = self.total().await;
            }
        });
        if reached.await.is_err() {
            panic!("the list stays at {last:?} of {total}; alerts: {:?}", self.0.alerts().await);
        }
    }

    /// Scrolls to a row, counted from 1, until it is in view with its text.
    ///
    /// # Panics
    /// When it does not come into view.
    pub async fn row(self, number: usize) -> Row {
        until(&format!("row {number} is in view"), PATIENCE, async || {
            let grid = serde_json::to_value(self.grid().await?).ok()?;
            let found = self.0.try_script(ROW, vec![grid, json!(number)]).await.ok()?;
            let name = found["name"].as_str()?.trim().to_owned();
            let element = element(self.0, &found["row"])?;
            (!name.is_empty() && !name.starts_with("Loading")).then_some(Row { name, element })
        })
        .await
    }

    /// Opens the message of a row, and gives the row's name as it was before.
    ///
    /// # Panics
    /// When it cannot be clicked.
    pub async fn open(self, number: usize) -> String {
        until(&format!("row {number} is clicked"), PATIENCE, async || {
            let row = self.row(number).await;
            row.element.click().await.ok()?;
            Some(row.name)
        })
        .await
    }

    async fn grid(self) -> Option<Element> {
        self.0.see("grid treegrid listbox", "Messages").await
    }
}

fn element(browser: &Browser, reference: &Value) -> Option<Element> {
    let id = reference.as_object()?.values().next()?.as_str()?.to_owned();
    Some(Element::from_element_id(browser.client().clone(), id.into()))
}
