//! Plain text whose paragraphs were cut into lines for the way (RFC 3676, format=flowed).

/// Puts the lines of flowed text together again.
///
/// `del_sp` is the parameter `DelSp=yes`: the space that marks a flowed line is not part of the
/// text. Line ends become `\n`; quoted lines begin with their `>` and a space.
pub fn unfold(text: &str, del_sp: bool) -> String {
    let mut unfolded = String::with_capacity(text.len());
    // The quote depth of a paragraph that goes on in the next line.
    let mut open: Option<usize> = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        if open.is_some_and(|above| above != depth || signature) {
            unfolded.push('\n');
            open = None;
        }
        if open.is_none() && depth > 0 {
            unfolded.extend(std::iter::repeat_n('>', depth));
            unfolded.push(' ');
        }
        match content.strip_suffix(' ') {
            Some(shorter) if !signature && lines.peek().is_some() => {
                unfolded.push_str(if del_sp { shorter } else { content });
                open = Some(depth);
            }
            _ => {
                unfolded.push_str(content);
                unfolded.push('\n');
                open = None;
            }
        }
    }
    if !text.ends_with('\n') && unfolded.ends_with('\n') {
        unfolded.pop();
    }
    unfolded
}

#[cfg(test)]
mod tests {
    use super::unfold;

    #[test]
    fn paragraphs_are_joined_within_one_quote_depth_only() {
        assert_eq!(unfold("one \ntwo\n> a \n> b \n>> c\n", false), "one two\n> a b \n>> c\n");
    }

    #[test]
    fn the_marking_space_goes_with_delsp() {
        assert_eq!(unfold("日 \n本 \n語", true), "日本語");
    }

    #[test]
    fn stuffed_lines_and_signatures_keep_their_shape() {
        assert_eq!(unfold(" From me\n text \n-- \nAda\n", false), "From me\ntext \n-- \nAda\n");
    }
}
