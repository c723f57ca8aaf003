//! Decides how the text of a file becomes a tree in which every key and value knows its line, whatever its format.

use super::{ConfigError, Place};
use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged, errors::ParseError, parse_to_ast};
use std::{collections::BTreeMap, path::Path};
use toml::de::{DeTable, DeValue};

/// A value and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) line: usize,
    pub(super) node: Node,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Table(BTreeMap<String, Tree>),
    Text(String),
    Bool(bool),
    /// No value of a configuration is of this type, which is named for people.
    Other(&'static str),
}

impl Node {
    /// What it is, for people.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Text(_) => "text",
            Self::Bool(_) => "true or false",
            Self::Other(kind) => kind,
        }
    }
}

/// Reads a file's text: JSON where the name ends so, else TOML.
pub(super) fn parse(name: &str, text: &str) -> Result<Tree, ConfigError> {
    let lines = Lines::of(text);
    let is_json = Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let read = if is_json { json(text, &lines) } else { toml(text, &lines) };
    read.map_err(|Fault { line, problem }| {
        let place = Place { file: name.to_owned(), line, key: String::new() };
        ConfigError::Malformed { place, problem }
    })
}

struct Fault {
    line: usize,
    problem: String,
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)).collect())
    }

    /// The line that the byte at `offset` is in.
    fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|begin| *begin <= offset).saturating_add(1)
    }
}

fn toml(text: &str, lines: &Lines) -> Result<Tree, Fault> {
    let table = DeTable::parse(text).map_err(|error| Fault {
        line: lines.line(error.span().map_or(0, |span| span.start)),
        problem: format!("this is no TOML: {}", error.message()),
    })?;
    Ok(Tree { line: 1, node: of_table(table.get_ref(), lines) })
}

fn of_table(table: &DeTable<'_>, lines: &Lines) -> Node {
    let mut entries = BTreeMap::new();
    for (key, value) in table {
        let line = lines.line(key.span().start);
        entries.insert(key.get_ref().to_string(), Tree { line, ..of_value(value, lines) });
    }
    Node::Table(entries)
}

fn of_value(value: &toml::Spanned<DeValue<'_>>, lines: &Lines) -> Tree {
    let node = match value.get_ref() {
        DeValue::String(text) => Node::Text(text.clone().into_owned()),
        DeValue::Boolean(is_so) => Node::Bool(*is_so),
        DeValue::Table(table) => of_table(table, lines),
        DeValue::Integer(_) | DeValue::Float(_) => Node::Other("a number"),
        DeValue::Datetime(_) => Node::Other("a date"),
        DeValue::Array(_) => Node::Other("a list"),
    };
    Tree { line: lines.line(value.span().start), node }
}

/// Plain JSON, without what JSONC allows beside it.
const JSON: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

fn json(text: &str, lines: &Lines) -> Result<Tree, Fault> {
    let fault = |error: ParseError| Fault {
        line: lines.line(error.range().start),
        problem: format!("this is no JSON: {}", error.kind()),
    };
    let read = parse_to_ast(text, &CollectOptions::default(), &JSON).map_err(fault)?;
    let value = read.value.ok_or_else(|| Fault { line: 1, problem: "this is no JSON: it is empty".to_owned() })?;
    of_json(&value, lines)
}

fn of_json(value: &ast::Value<'_>, lines: &Lines) -> Result<Tree, Fault> {
    let node = match value {
        ast::Value::StringLit(text) => Node::Text(text.value.clone().into_owned()),
        ast::Value::BooleanLit(literal) => Node::Bool(literal.value),
        ast::Value::NumberLit(_) => Node::Other("a number"),
        ast::Value::Array(_) => Node::Other("a list"),
        ast::Value::NullKeyword(_) => Node::Other("null"),
        ast::Value::Object(object) => {
            let mut table = BTreeMap::new();
            for property in &object.properties {
                let (line, key) = (lines.line(property.name.range().start), property.name.as_str());
                let known = table.insert(key.to_owned(), Tree { line, ..of_json(&property.value, lines)? });
                if known.is_some() {
                    // TOML forbids that by itself.
                    return Err(Fault { line, problem: format!("the key {key} is here twice") });
                }
            }
            Node::Table(table)
        }
    };
    Ok(Tree { line: lines.line(value.range().start), node })
}
