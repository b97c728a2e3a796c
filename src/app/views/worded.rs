//! A word, where yew wants text.

use yew::{AttrValue, Html, html::IntoPropValue, virtual_dom::VText};

use crate::app::words::Word;

impl IntoPropValue<Html> for Word {
    fn into_prop_value(self) -> Html {
        VText::new(self.text()).into()
    }
}

impl IntoPropValue<AttrValue> for Word {
    fn into_prop_value(self) -> AttrValue {
        AttrValue::Static(self.text())
    }
}

impl IntoPropValue<Option<AttrValue>> for Word {
    fn into_prop_value(self) -> Option<AttrValue> {
        Some(AttrValue::Static(self.text()))
    }
}

impl IntoPropValue<&'static str> for Word {
    fn into_prop_value(self) -> &'static str {
        self.text()
    }
}

impl IntoPropValue<String> for Word {
    fn into_prop_value(self) -> String {
        self.text().to_owned()
    }
}

impl IntoPropValue<Option<AttrValue>> for &Word {
    fn into_prop_value(self) -> Option<AttrValue> {
        Some(AttrValue::Static(self.text()))
    }
}

impl From<Word> for AttrValue {
    fn from(word: Word) -> Self {
        Self::Static(word.text())
    }
}
