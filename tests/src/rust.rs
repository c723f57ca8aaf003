//! Tells the code of a Rust file from its comments and its literals, as far as a look for words needs that.

/// What a piece of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Everything else.
    Code,
    /// A comment of any kind.
    Comment,
    /// The inside of a string.
    Text,
}

/// Cuts a file into pieces, in order; lifetimes and characters are code.
#[must_use]
pub fn pieces(source: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let (mut rest, mut code) = (source, 0);
    while let Some(skipped) = rest.get(code..) {
        let Some((kind, length)) = literal(skipped, rest.get(..code).unwrap_or_default()) else {
            match skipped.chars().next() {
                Some(c) => code += c.len_utf8(),
                None => break,
            }
            continue;
        };
        let (before, after) = rest.split_at(code);
        let (piece, after) = after.split_at(length);
        pieces.push((Kind::Code, before));
        pieces.push((kind, piece));
        (rest, code) = (after, 0);
    }
    pieces.push((Kind::Code, rest));
    pieces
}

/// What begins here, and how long it is; `None` for code. `before` is the code that leads here.
fn literal(here: &str, before: &str) -> Option<(Kind, usize)> {
    let to = |end: &str, from: usize| here.get(from..)?.find(end).map(|at| at + from);
    if here.starts_with("//") {
        return Some((Kind::Comment, to("\n", 0).unwrap_or(here.len())));
    }
    if here.starts_with("/*") {
        return Some((Kind::Comment, to("*/", 2).map_or(here.len(), |at| at + 2)));
    }
    if here.starts_with("'\"'") || here.starts_with("'\\\"'") {
        return Some((Kind::Text, to("'", 3).unwrap_or(2) + 1));
    }
    let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !before.ends_with('b');
    let hashes = here.strip_prefix('r').map(|raw| raw.len() - raw.trim_start_matches('#').len());
    if let Some(hashes) = hashes.filter(|hashes| !is_word && here.get(hashes + 1..).is_some_and(|s| s.starts_with('"')))
    {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some((Kind::Text, to(&end, hashes + 2).map_or(here.len(), |at| at + end.len())));
    }
    here.starts_with('"').then(|| (Kind::Text, quoted(here)))
}

/// The length of a string with its quotes.
fn quoted(here: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in here.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    here.len()
}

#[cfg(test)]
mod tests {
    use super::{Kind, pieces};

    #[test]
    fn comments_and_strings_are_no_code() {
        let source = "let a = \"x\\\"// y\"; // z \"\nlet 'b: &'a str = r#\"\"w\"\"#; /* v */ '\"' b\"u\" for";
        let of = |kind| -> Vec<&str> { pieces(source).into_iter().filter(|p| p.0 == kind).map(|p| p.1).collect() };
        assert_eq!(of(Kind::Comment), ["// z \"", "/* v */"]);
        assert_eq!(of(Kind::Text), ["\"x\\\"// y\"", "r#\"\"w\"\"#", "'\"'", "\"u\""]);
        assert_eq!(of(Kind::Code), ["let a = ", "; ", "\nlet 'b: &'a str = ", "; ", " ", " b", " for"]);
        assert_eq!(pieces(source).iter().map(|piece| piece.1).collect::<String>(), source);
    }
}
