//! Which CSS properties may stay.

/// Properties with all their sides: "margin", "margin-top", "margin-inline-start".
const SIDED: &[&str] = &["border", "margin", "padding"];
const SIDES: &[&str] = &[
    "",
    "-top",
    "-right",
    "-bottom",
    "-left",
    "-block",
    "-inline",
    "-block-start",
    "-block-end",
    "-inline-start",
    "-inline-end",
];

/// What a border has besides its sides.
const BORDER: &[&str] = &[
    "border-collapse",
    "border-spacing",
    "border-radius",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
];

/// Looks and flow. Not those that leave the flow (`position`, `z-index`, `transform`), move, run,
/// fetch, or bring text of their own (`content`).
const PROPERTIES: &[&str] = &[
    "align-content",
    "align-items",
    "align-self",
    "aspect-ratio",
    "background",
    "background-attachment",
    "background-clip",
    "background-color",
    "background-image",
    "background-origin",
    "background-position",
    "background-repeat",
    "background-size",
    "box-shadow",
    "box-sizing",
    "break-after",
    "break-before",
    "break-inside",
    "caption-side",
    "clear",
    "color",
    "color-scheme",
    "column-gap",
    "direction",
    "display",
    "empty-cells",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-flow",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "float",
    "font",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-size",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-variant-numeric",
    "font-weight",
    "gap",
    "grid-column",
    "grid-gap",
    "grid-row",
    "grid-template-columns",
    "grid-template-rows",
    "height",
    "hyphens",
    "justify-content",
    "justify-items",
    "justify-self",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-image",
    "list-style-position",
    "list-style-type",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "object-fit",
    "object-position",
    "opacity",
    "order",
    "orphans",
    "outline",
    "outline-color",
    "outline-offset",
    "outline-style",
    "outline-width",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "overflow-y",
    "page-break-after",
    "page-break-before",
    "page-break-inside",
    "quotes",
    "row-gap",
    "tab-size",
    "table-layout",
    "text-align",
    "text-align-last",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-decoration-thickness",
    "text-indent",
    "text-overflow",
    "text-shadow",
    "text-size-adjust",
    "-ms-text-size-adjust",
    "-webkit-text-size-adjust",
    "text-transform",
    "text-underline-offset",
    "unicode-bidi",
    "vertical-align",
    "visibility",
    "white-space",
    "widows",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
    "writing-mode",
];

/// Whether a property, in lower case, may stay.
pub(super) fn is_known(property: &str) -> bool {
    let sided = SIDED.iter().any(|&name| {
        let Some(rest) = property.strip_prefix(name) else { return false };
        let parts = if name == "border" { &["-width", "-style", "-color"][..] } else { &[] };
        let side = parts.iter().find_map(|part| rest.strip_suffix(part)).unwrap_or(rest);
        SIDES.contains(&side)
    });
    sided || BORDER.contains(&property) || PROPERTIES.contains(&property)
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn sides_belong_to_what_has_sides() {
        for known in ["margin", "padding-left", "border-top-color", "border-width", "border-radius", "color"]
        {
            assert!(is_known(known), "{known}");
        }
        for unknown in ["margin-color", "border-image", "position", "content", "", "border-top-top", "-top"] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
