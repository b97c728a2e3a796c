//! A PDF of one page with lines of text (ISO 32000-1, sections 7.5 and 9.4).

/// A4, in points.
const PAGE: (u16, u16) = (595, 842);

/// Sets lines on a page. A line that begins with `# ` is a heading, `---` draws a rule, and
/// ` | ` begins the right-hand column. Characters beyond Latin-1 become question marks, for the
/// fonts that every reader brings along hold no others.
pub(super) fn page(text: &str) -> Vec<u8> {
    let content = content(text);
    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>").into_bytes()
    };
    let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
    stream.extend_from_slice(&content);
    stream.extend_from_slice(b"\nendstream");
    let (width, height) = PAGE;
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 6 0 R \
             /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>"
        )
        .into_bytes(),
        font("Helvetica"),
        font("Helvetica-Bold"),
        stream,
    ];
    file(&objects)
}

/// Objects, cross-reference table and trailer.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    // The comment of four high bytes tells transfer programs that this is no text.
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (object, number) in objects.iter().zip(1..) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.extend_from_slice(
        format!(
            "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    out
}

fn content(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut y = 770u16;
    for line in text.lines() {
        let (font, size, step, line) = match line.strip_prefix("# ") {
            Some(heading) => ("F2", 18, 34, heading),
            None => ("F1", 11, 17, line),
        };
        if line == "---" {
            out.extend_from_slice(format!("0.6 w 60 {y} m 535 {y} l S\n").as_bytes());
        } else {
            let (left, right) = line.split_once(" | ").unwrap_or((line, ""));
            for (x, words) in [(60, left), (440, right)] {
                if !words.is_empty() {
                    out.extend_from_slice(format!("BT /{font} {size} Tf {x} {y} Td (").as_bytes());
                    out.extend(string(words));
                    out.extend_from_slice(b") Tj ET\n");
                }
            }
        }
        y = y.saturating_sub(step);
    }
    out
}

/// Latin-1 with what a literal string must escape.
fn string(words: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for character in words.chars() {
        if matches!(character, '(' | ')' | '\\') {
            out.push(b'\\');
        }
        out.push(u8::try_from(u32::from(character)).unwrap_or(b'?'));
    }
    out
}
