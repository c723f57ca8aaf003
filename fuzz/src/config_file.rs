//! A configuration file is read or refused, with a reason that names it; its secrets are never printed.

use dacapo_client::config::{ConfigError, Environment, File, Profile, Sources, load, load_all};

/// Shorter secrets are also words of other things.
const SECRET: usize = 12;

/// Reads `bytes`, as JSON where the first is `J` and else as TOML; `false` where they are no file.
///
/// # Panics
///
/// An error does not name the file, or a secret is printed.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Some((kind, text)) = bytes.split_first() else { return false };
    let name = if *kind == b'J' { "fuzz.json" } else { "fuzz.toml" };
    let Ok(text) = core::str::from_utf8(text) else { return false };
    let sources = Sources {
        file: File::Text { name: name.into(), text: text.into() },
        environment: Environment::Disabled,
        ..Sources::default()
    };
    match load_all(&sources) {
        Ok(all) => {
            all.profiles.values().for_each(expect_discretion);
            // Of one profile it says the same.
            if let Some(alone) = all.profiles.get("default") {
                let loaded = load(&sources).expect("it is one of all");
                assert_eq!(format!("{:?}", loaded.profile), format!("{alone:?}"));
            }
            true
        }
        Err(error) => {
            expect_name(&error, name);
            false
        }
    }
}

fn expect_name(error: &ConfigError, name: &str) {
    let told = error.to_string();
    assert!(told.contains(name), "{told}");
}

fn expect_discretion(profile: &Profile) {
    let Some(key) = &profile.api_key else { return };
    let secret = key.value.reveal();
    if secret.len() < SECRET {
        return;
    }
    // It may stand elsewhere in the file, where it is no secret.
    let mut others = profile.clone();
    others.api_key = None;
    if !format!("{others:?}").contains(secret) {
        assert!(!format!("{profile:?}").contains(secret), "{profile:?}");
    }
}
