//! Shows a protobuf message in the notation, whatever message it is: every field that is set, by the names of the API.
//!
//! It works on the `Debug` text of the generated types, so that no field can be forgotten. Lengths and points in time are
//! `5s`; a JSON payload is its data; a message of nothing but a name is that name.

use std::fmt::Debug;

/// A value in a `Debug` text.
#[derive(Debug)]
enum Node {
    Atom(String),
    Text(String),
    /// `Name(value)`, as the variant of an enum has it.
    Variant(String, Box<Self>),
    Struct(String, Vec<(String, Self)>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

/// Shows a message.
pub fn show(message: &impl Debug) -> String {
    let text = format!("{message:?}");
    let mut rest = text.as_str();
    let node = parse(&mut rest);
    assert!(rest.is_empty(), "{rest:?} is left of {text}");
    node.show().unwrap_or_else(|| "{}".into())
}

/// Shows the fields of a message, without braces.
pub fn fields(message: &impl Debug) -> String {
    let shown = show(message);
    shown.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(&shown).to_owned()
}

/// Shows text: as it is where it reads as a word, with a long run of one letter as in `x*1001`.
pub fn text(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:@".contains(c);
    let is_word = !text.is_empty() && text.chars().all(plain);
    let mut shown = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let tail = rest.trim_start_matches(letter);
        let run = &rest[..rest.len() - tail.len()];
        match run.chars().count() {
            count @ 30.. => shown.push_str(&format!("{letter}*{count}")),
            _ if letter.is_control() => shown.push_str(&run.escape_default().to_string()),
            _ => shown.push_str(run),
        }
        rest = tail;
    }
    match (is_word, text.contains('"')) {
        (true, _) => shown,
        (_, true) => format!("'{shown}'"),
        (_, false) => format!("\"{shown}\""),
    }
}

impl Node {
    /// `None` where it is the default of a field.
    fn show(&self) -> Option<String> {
        Some(match self {
            Self::Atom(atom) => {
                return (!["None", "0", "0.0", "false", "Unspecified"].contains(&atom.as_str())).then(|| atom.clone());
            }
            Self::Text(value) if value.is_empty() => return None,
            Self::Text(value) => text(value),
            Self::Variant(name, inner) if name == "Some" => inner.show().unwrap_or_else(|| "{}".into()),
            Self::Variant(name, inner) => format!("{name}{}", inner.show().unwrap_or_default()),
            Self::List(items) if items.is_empty() => return None,
            Self::List(items) => {
                format!("[{}]", joined(items.iter().map(|item| item.show().unwrap_or_else(|| "''".into()))))
            }
            Self::Map(entries) if entries.is_empty() => return None,
            Self::Map(entries) => {
                let entry = |(key, value): &(String, Self)| {
                    format!("{}={}", text(key), value.show().unwrap_or_else(|| "''".into()))
                };
                format!("{{{}}}", joined(entries.iter().map(entry)))
            }
            Self::Struct(name, fields) => structure(name, fields),
        })
    }

    fn number(&self) -> f64 {
        let Self::Atom(atom) = self else { panic!("{self:?} should be a number") };
        atom.parse().unwrap()
    }
}

fn structure(name: &str, fields: &[(String, Node)]) -> String {
    match (name, fields) {
        ("Duration" | "Timestamp", [(_, seconds), (_, nanos)]) => {
            return format!("{}s", seconds.number() + nanos.number() / 1e9);
        }
        ("Payload", [(_, Node::Map(metadata)), (_, data), ..]) => {
            if let [(key, Node::Text(encoding))] = metadata.as_slice()
                && key == "encoding"
                && encoding == "json/plain"
            {
                return data.show().unwrap_or_else(|| "''".into());
            }
        }
        (_, [(field, inner)]) if ["name", "payloads", "fields", "indexed_fields"].contains(&field.as_str()) => {
            return inner.show().unwrap_or_else(|| "{}".into());
        }
        _ => {}
    }
    let shown = fields.iter().filter_map(|(name, value)| value.show().map(|value| format!("{name}={value}")));
    format!("{{{}}}", joined(shown))
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(" ")
}

/// Takes `token` from the front of `rest`, if it is there.
fn takes(rest: &mut &str, token: &str) -> bool {
    let stripped = rest.strip_prefix(token);
    *rest = stripped.unwrap_or(rest);
    stripped.is_some()
}

fn parse(rest: &mut &str) -> Node {
    if rest.starts_with('"') || rest.starts_with("b\"") {
        return Node::Text(quoted(rest));
    }
    if takes(rest, "[") {
        return Node::List(until("]", rest, parse));
    }
    if takes(rest, "{") {
        return Node::Map(until("}", rest, |rest| {
            let key = quoted(rest);
            takes(rest, ": ");
            (key, parse(rest))
        }));
    }
    let end = rest.find([' ', '(', ')', '}', ']', ',']).unwrap_or(rest.len());
    let (name, tail) = rest.split_at(end);
    *rest = tail;
    if takes(rest, "(") {
        let inner = parse(rest);
        assert!(takes(rest, ")"), "{rest:?} should close {name}");
        return Node::Variant(name.into(), Box::new(inner));
    }
    if takes(rest, " { ") {
        return Node::Struct(
            name.into(),
            until(" }", rest, |rest| {
                let end = rest.find(": ").unwrap();
                let field = rest[..end].trim_start_matches("r#").to_owned();
                *rest = &rest[end + 2..];
                (field, parse(rest))
            }),
        );
    }
    Node::Atom(name.into())
}

/// Items between commas, up to `close`.
fn until<T>(close: &str, rest: &mut &str, item: impl Fn(&mut &str) -> T) -> Vec<T> {
    let mut items = Vec::new();
    while !takes(rest, close) {
        takes(rest, ", ");
        items.push(item(rest));
    }
    items
}

/// A text or bytes in quotes, unescaped.
fn quoted(rest: &mut &str) -> String {
    takes(rest, "b");
    assert!(takes(rest, "\""), "{rest:?} should begin with a quote");
    let mut text = String::new();
    let mut letters = rest.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => {
                *rest = &rest[place + 1..];
                return text;
            }
            '\\' => match letters.next().unwrap().1 {
                'n' => text.push('\n'),
                'x' => {
                    let digits: String = letters.by_ref().take(2).map(|(_, digit)| digit).collect();
                    text.push(char::from(u8::from_str_radix(&digits, 16).unwrap()));
                }
                '0' => text.push('\0'),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    panic!("a text has no end")
}
