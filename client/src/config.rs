//! Decides which Temporal service is meant, and how it is reached: profiles in `temporal.toml` (or a JSON file of the same
//! shape), overlaid with `TEMPORAL_*` variables, as Temporal's own tools do.
//!
//! Every value says where it came from, secrets print as nothing, and what is wrong is told with file, line and key.
//!
//! ```
//! use dacapo_client::config::{Environment, File, Sources, load};
//!
//! let sources = Sources {
//!     file: File::Text { name: "temporal.toml".into(), text: "[profile.default]\naddress = 'one:7233'\n".into() },
//!     environment: Environment::Given([("TEMPORAL_NAMESPACE".into(), "orders".into())].into()),
//!     ..Sources::default()
//! };
//! let loaded = load(&sources)?;
//! let address = loaded.profile.address.expect("the file has one");
//! assert_eq!((address.value.as_str(), address.origin.to_string().as_str()), ("one:7233", "temporal.toml, line 2: profile.default.address"));
//! assert_eq!(loaded.profile.namespace.expect("the environment has one").value, "orders");
//! # Ok::<(), dacapo_client::config::ConfigError>(())
//! ```

mod environment;
mod error;
mod file;
mod load;
mod profile;
mod secret;
mod tree;

pub use error::{ConfigError, Place, UnknownKey};
pub use load::{
    DEFAULT_PROFILE, Environment, File, Loaded, Profiles, Sources, UnknownKeys, default_path, load, load_all,
};
pub use profile::{Codec, Material, Origin, Profile, Setting, Tls};
pub use secret::Secret;
