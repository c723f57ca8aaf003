//! Reads the notation of a line: statements between `;`, each of words and of `key=value` pairs.
//!
//! A value is a word, a text in `"…"` or `'…'`, a list `[a b]`, or a record `{key=value key=value}`. A key without a
//! value is true. `x*1001` is that many times `x`.

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    List(Vec<Self>),
    Record(Vec<(String, Self)>),
}

impl Value {
    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            other => panic!("{other:?} should be text"),
        }
    }
}

/// Words, the first of which is a name, and pairs that are taken by their key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub words: Vec<String>,
    pub pairs: Vec<(String, Value)>,
}

impl Statement {
    /// Takes the value of `key`: a pair, or a word that stands for true.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        if let Some(place) = self.pairs.iter().position(|(name, _)| name == key) {
            return Some(self.pairs.remove(place).1);
        }
        let place = self.words.iter().position(|word| word == key)?;
        self.words.remove(place);
        Some(Value::Text("true".into()))
    }

    /// Takes the first word.
    pub fn take_word(&mut self) -> Option<String> {
        if self.words.is_empty() { None } else { Some(self.words.remove(0)) }
    }

    /// Fails where something was not taken.
    pub fn finish(self, name: &str) {
        assert!(self.words.is_empty() && self.pairs.is_empty(), "{name} has no {:?} {:?}", self.words, self.pairs);
    }
}

/// Reads the statements of a line.
pub fn statements(line: &str) -> Vec<Statement> {
    let mut reader = Reader { rest: line };
    let mut statements = vec![Statement::default()];
    loop {
        reader.skip_spaces();
        let current = statements.last_mut().unwrap();
        match reader.peek() {
            None => break,
            Some(';') => {
                reader.next();
                statements.push(Statement::default());
            }
            Some(_) => match reader.item() {
                (key, Some(value)) => current.pairs.push((key.text(), value)),
                (word, None) => current.words.push(word.text()),
            },
        }
    }
    statements.retain(|statement| !statement.words.is_empty() || !statement.pairs.is_empty());
    statements
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', ',']);
    }

    /// A value, with another one where it is a key.
    fn item(&mut self) -> (Value, Option<Value>) {
        let first = self.value();
        if self.peek() != Some('=') {
            return (first, None);
        }
        self.next();
        (first, Some(self.value()))
    }

    fn value(&mut self) -> Value {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                self.next();
                let end = self.rest.find(quote).unwrap_or_else(|| panic!("a text has no end: {}", self.rest));
                let text = self.rest[..end].into();
                self.rest = &self.rest[end + 1..];
                Value::Text(text)
            }
            Some('[') => Value::List(self.until(']').into_iter().map(|(value, _)| value).collect()),
            Some('{') => {
                let pairs = self.until('}').into_iter();
                Value::Record(
                    pairs
                        .map(|(key, value)| (key.text(), value.unwrap_or_else(|| Value::Text("true".into()))))
                        .collect(),
                )
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || ";,=[]{}\"'".contains(c);
                let end = self.rest.find(ends).unwrap_or(self.rest.len());
                assert!(end > 0, "a value is missing before {:?}", self.rest);
                let word = &self.rest[..end];
                self.rest = &self.rest[end..];
                Value::Text(repeated(word).unwrap_or_else(|| word.into()))
            }
        }
    }

    /// The items between brackets.
    fn until(&mut self, close: char) -> Vec<(Value, Option<Value>)> {
        self.next();
        let mut items = Vec::new();
        loop {
            self.skip_spaces();
            if self.peek() == Some(close) {
                self.next();
                return items;
            }
            items.push(self.item());
        }
    }
}

fn repeated(word: &str) -> Option<String> {
    let (text, times) = word.split_once('*')?;
    Some(text.repeat(times.parse().ok()?))
}
