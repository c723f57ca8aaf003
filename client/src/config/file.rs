//! Decides what the tree of a file says: which profiles there are, and what is in each.

use super::{
    Codec, ConfigError, Material, Origin, Place, Profile, Secret, Setting, Tls, UnknownKey,
    tree::{Node, Tree},
};
use std::{collections::BTreeMap, path::PathBuf};

/// The profiles of a file, by name, and the keys in it that nothing here knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    pub(super) profiles: BTreeMap<String, Profile>,
    pub(super) unknown: Vec<UnknownKey>,
}

/// Reads what the tree of `file` says.
pub(super) fn read(file: &str, tree: &Tree) -> Result<Contents, ConfigError> {
    let mut contents = Contents::default();
    let root = Reader { file, key: String::new(), tree };
    let mut top = root.table()?;
    if let Some(profiles) = top.take("profile") {
        for (name, profile) in profiles.table()?.rest() {
            let read = read_profile(&profile, &mut contents.unknown)?;
            contents.profiles.insert(name, read);
        }
    }
    top.leave(&mut contents.unknown);
    Ok(contents)
}

fn read_profile(profile: &Reader<'_>, unknown: &mut Vec<UnknownKey>) -> Result<Profile, ConfigError> {
    let mut table = profile.table()?;
    let mut read = Profile {
        address: table.text("address")?,
        namespace: table.text("namespace")?,
        api_key: table.secret("api_key")?,
        ..Profile::default()
    };
    if let Some(tls) = table.take("tls") {
        read.tls = read_tls(&tls, unknown)?;
    }
    if let Some(codec) = table.take("codec") {
        let mut codec = codec.table()?;
        read.codec = Codec { endpoint: codec.text("endpoint")?, auth: codec.secret("auth")? };
        codec.leave(unknown);
    }
    if let Some(metadata) = table.take("grpc_meta") {
        for (name, value) in metadata.table()?.rest() {
            read.grpc_meta.insert(metadata_name(&name), value.text()?);
        }
    }
    table.leave(unknown);
    Ok(read)
}

fn read_tls(tls: &Reader<'_>, unknown: &mut Vec<UnknownKey>) -> Result<Tls, ConfigError> {
    let mut table = tls.table()?;
    let read = Tls {
        disabled: table.bool("disabled")?,
        client_cert: table.material("client_cert_path", "client_cert_data")?,
        client_key: table.material("client_key_path", "client_key_data")?,
        server_ca_cert: table.material("server_ca_cert_path", "server_ca_cert_data")?,
        server_name: table.text("server_name")?,
        disable_host_verification: table.bool("disable_host_verification")?,
    };
    table.leave(unknown);
    Ok(read)
}

/// Metadata is named in lower case with hyphens, however it was written.
pub(super) fn metadata_name(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// A value, and the way to it.
struct Reader<'a> {
    file: &'a str,
    key: String,
    tree: &'a Tree,
}

impl<'a> Reader<'a> {
    fn place(&self) -> Place {
        Place { file: self.file.to_owned(), line: self.tree.line, key: self.key.clone() }
    }

    fn wrong(&self, expected: &'static str) -> ConfigError {
        ConfigError::WrongType { place: self.place(), expected, found: self.tree.node.kind() }
    }

    fn setting<T>(&self, value: T) -> Setting<T> {
        Setting { value, origin: Origin::File(self.place()) }
    }

    fn text(&self) -> Result<Setting<String>, ConfigError> {
        match &self.tree.node {
            Node::Text(text) => Ok(self.setting(text.clone())),
            _ => Err(self.wrong("text")),
        }
    }

    fn bool(&self) -> Result<Setting<bool>, ConfigError> {
        match &self.tree.node {
            Node::Bool(is_so) => Ok(self.setting(*is_so)),
            _ => Err(self.wrong("true or false")),
        }
    }

    fn table(&self) -> Result<Table<'a>, ConfigError> {
        match &self.tree.node {
            Node::Table(entries) => Ok(Table {
                file: self.file,
                key: self.key.clone(),
                left: entries.iter().map(|(key, tree)| (key.as_str(), tree)).collect(),
                known: Vec::new(),
            }),
            _ => Err(self.wrong("a table")),
        }
    }
}

/// A table of which entries are taken one by one; what is left is unknown.
struct Table<'a> {
    file: &'a str,
    key: String,
    left: BTreeMap<&'a str, &'a Tree>,
    known: Vec<&'static str>,
}

impl<'a> Table<'a> {
    fn reader(&self, name: &str, tree: &'a Tree) -> Reader<'a> {
        let key = if self.key.is_empty() { name.to_owned() } else { format!("{}.{name}", self.key) };
        Reader { file: self.file, key, tree }
    }

    fn take(&mut self, name: &'static str) -> Option<Reader<'a>> {
        self.known.push(name);
        let tree = self.left.remove(name)?;
        Some(self.reader(name, tree))
    }

    fn text(&mut self, name: &'static str) -> Result<Option<Setting<String>>, ConfigError> {
        self.take(name).map(|value| value.text()).transpose()
    }

    fn secret(&mut self, name: &'static str) -> Result<Option<Setting<Secret>>, ConfigError> {
        let text = self.text(name)?;
        Ok(text.map(|Setting { value, origin }| Setting { value: Secret::new(value), origin }))
    }

    fn bool(&mut self, name: &'static str) -> Result<Option<Setting<bool>>, ConfigError> {
        self.take(name).map(|value| value.bool()).transpose()
    }

    fn material(&mut self, path: &'static str, data: &'static str) -> Result<Option<Setting<Material>>, ConfigError> {
        match (self.text(path)?, self.secret(data)?) {
            (Some(path), Some(data)) => Err(ConfigError::Conflict { first: path.origin, second: data.origin }),
            (Some(Setting { value, origin }), None) => {
                Ok(Some(Setting { value: Material::Path(PathBuf::from(value)), origin }))
            }
            (None, Some(Setting { value, origin })) => Ok(Some(Setting { value: Material::Data(value), origin })),
            (None, None) => Ok(None),
        }
    }

    /// The entries that were not taken, where all names are allowed.
    fn rest(self) -> Vec<(String, Reader<'a>)> {
        let entry = |(name, tree): (&&str, &&'a Tree)| ((*name).to_owned(), self.reader(name, tree));
        self.left.iter().map(entry).collect()
    }

    /// Notes the entries that were not taken.
    fn leave(self, unknown: &mut Vec<UnknownKey>) {
        for (name, tree) in &self.left {
            let similar = similar(name, &self.known);
            unknown.push(UnknownKey { place: self.reader(name, tree).place(), similar });
        }
    }
}

/// The known name that takes the fewest edits, where these are few.
fn similar(name: &str, known: &[&'static str]) -> Option<String> {
    let distance = |other: &&str| (edits(name, other), other.len());
    let best = known.iter().min_by_key(|other| distance(other))?;
    (edits(name, best) <= best.len() / 3).then(|| (*best).to_owned())
}

/// How many characters must be inserted, removed or replaced to make one name of the other.
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, of_one) in one.chars().enumerate() {
        let mut left = place.saturating_add(1);
        let mut above_left = place;
        let mut next = vec![left];
        for (of_other, above) in other.iter().zip(row.iter().skip(1)) {
            let replaced = above_left.saturating_add(usize::from(of_one != *of_other));
            left = replaced.min(left.saturating_add(1)).min(above.saturating_add(1));
            above_left = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
