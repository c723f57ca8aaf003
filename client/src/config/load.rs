//! Decides where a configuration is looked for, and which profile is taken.

use super::{ConfigError, Profile, UnknownKey, environment::Variables, file, tree};
use std::{
    collections::BTreeMap,
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The profile that is taken where nobody names one; a file need not have it.
pub const DEFAULT_PROFILE: &str = "default";

/// Where a configuration comes from, and which of it is wanted. The default is what Temporal's tools do.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Sources {
    /// The profile. `None` for that of `TEMPORAL_PROFILE`, or [`DEFAULT_PROFILE`].
    pub profile: Option<String>,
    /// The file.
    pub file: File,
    /// The environment.
    pub environment: Environment,
    /// What is done about keys that nothing here knows.
    pub unknown_keys: UnknownKeys,
}

/// Which file is read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum File {
    /// That of `TEMPORAL_CONFIG_FILE`, or the one at [`default_path`], if it is there.
    #[default]
    Usual,
    /// This one, which must be there. A name that ends with `.json` is of a JSON file.
    Path(PathBuf),
    /// This text of a file of that name.
    #[expect(missing_docs, reason = "a name and a text")]
    Text { name: String, text: String },
    /// None.
    Disabled,
}

/// Which environment is read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Environment {
    /// That of the process.
    #[default]
    Process,
    /// This one.
    Given(BTreeMap<String, String>),
    /// None.
    Disabled,
}

/// What is done about keys of a file that nothing here knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownKeys {
    /// They are told beside the result: a newer tool may know them.
    #[default]
    Tell,
    /// They are errors.
    Refuse,
}

/// A profile that was found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Loaded {
    /// Its name.
    pub name: String,
    /// The file that was read.
    pub file: Option<String>,
    /// The file that was looked for and is not there, which is no error, as with Temporal's tools.
    pub absent: Option<PathBuf>,
    /// What it says, overlaid with the environment.
    pub profile: Profile,
    /// Keys of the file that nothing here knows.
    pub unknown_keys: Vec<UnknownKey>,
}

/// All profiles of a file, for a process that talks to several namespaces.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Profiles {
    /// The file that was read.
    pub file: Option<String>,
    /// The file that was looked for and is not there, which is no error, as with Temporal's tools.
    pub absent: Option<PathBuf>,
    /// The profiles by name, each as the file alone says: variables are meant for one profile, not for all.
    pub profiles: BTreeMap<String, Profile>,
    /// Keys of the file that nothing here knows.
    pub unknown_keys: Vec<UnknownKey>,
}

/// Finds the profile that is meant.
///
/// # Errors
///
/// The file cannot be read or is not one, something in it or in the environment is wrong, or a profile that was asked for is
/// not there.
pub fn load(sources: &Sources) -> Result<Loaded, ConfigError> {
    if matches!((&sources.file, &sources.environment), (File::Disabled, Environment::Disabled)) {
        return Err(ConfigError::NoSource);
    }
    let variables = variables(&sources.environment);
    let Profiles { file, absent, mut profiles, unknown_keys } = from_file(sources, &variables)?;
    let asked = sources.profile.as_deref().or_else(|| variables.get("TEMPORAL_PROFILE"));
    let name = asked.unwrap_or(DEFAULT_PROFILE).to_owned();
    let mut profile = match (profiles.remove(&name), asked) {
        (Some(profile), _) => profile,
        (None, Some(_)) if !matches!(sources.file, File::Disabled) => {
            let absent = absent.map(|path| format!("{}, which is not there", path.display()));
            let file = file.or(absent).unwrap_or_else(|| "any file".to_owned());
            return Err(ConfigError::NoProfile { name, file, known: profiles.into_keys().collect() });
        }
        (None, _) => Profile::default(),
    };
    variables.apply(&mut profile)?;
    Ok(Loaded { name, file, absent, profile, unknown_keys })
}

/// Reads all profiles of the file that is meant.
///
/// # Errors
///
/// The file cannot be read or is not one, or something in it is wrong.
pub fn load_all(sources: &Sources) -> Result<Profiles, ConfigError> {
    from_file(sources, &variables(&sources.environment))
}

/// Where the file is if nobody says otherwise: `temporalio/temporal.toml` in the user's folder for configurations.
#[must_use]
pub fn default_path(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let folder = if cfg!(target_os = "windows") {
        PathBuf::from(variable("AppData")?)
    } else if cfg!(target_os = "macos") {
        Path::new(&variable("HOME")?).join("Library/Application Support")
    } else {
        match variable("XDG_CONFIG_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(&variable("HOME")?).join(".config"),
        }
    };
    Some(folder.join("temporalio").join("temporal.toml"))
}

fn variables(environment: &Environment) -> Variables {
    Variables(match environment {
        // A variable that is no Unicode cannot be one of these.
        Environment::Process => env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        Environment::Given(variables) => variables.clone(),
        Environment::Disabled => BTreeMap::new(),
    })
}

fn from_file(sources: &Sources, variables: &Variables) -> Result<Profiles, ConfigError> {
    let (name, text) = match text(&sources.file, variables)? {
        Found::Text(name, text) => (name, text),
        Found::Absent(path) => return Ok(Profiles { absent: Some(path), ..Profiles::default() }),
        Found::Nothing => return Ok(Profiles::default()),
    };
    let file::Contents { profiles, unknown } = file::read(&name, &tree::parse(&name, &text)?)?;
    match unknown.first() {
        Some(first) if sources.unknown_keys == UnknownKeys::Refuse => Err(first.clone().into()),
        _ => Ok(Profiles { file: Some(name), absent: None, profiles, unknown_keys: unknown }),
    }
}

enum Found {
    /// A name and a text.
    Text(String, String),
    /// It is looked for here, and not there.
    Absent(PathBuf),
    /// No place is known to look at.
    Nothing,
}

/// The name and the text of the file that is meant.
fn text(file: &File, variables: &Variables) -> Result<Found, ConfigError> {
    let path = match file {
        File::Disabled => return Ok(Found::Nothing),
        File::Text { name, text } => return Ok(Found::Text(name.clone(), text.clone())),
        File::Path(path) => path.clone(),
        File::Usual => {
            let named = variables.get("TEMPORAL_CONFIG_FILE").map(PathBuf::from);
            match named.or_else(|| default_path(|name| variables.get(name).map(str::to_owned))) {
                Some(path) => path,
                None => return Ok(Found::Nothing),
            }
        }
    };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Found::Text(path.display().to_string(), text)),
        Err(cause) if cause.kind() == ErrorKind::NotFound && matches!(file, File::Usual) => Ok(Found::Absent(path)),
        Err(cause) => Err(ConfigError::Unreadable { path, cause }),
    }
}
