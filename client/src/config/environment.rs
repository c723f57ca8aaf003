//! Decides how `TEMPORAL_*` variables overlay a profile.

use super::{ConfigError, Material, Origin, Profile, Secret, Setting, file::metadata_name};
use std::{collections::BTreeMap, path::PathBuf};

/// What variables that are metadata begin with.
const METADATA: &str = "TEMPORAL_GRPC_META_";

/// The environment. Variables that are empty are taken for unset, as Temporal's tools do.
pub(super) struct Variables(pub(super) BTreeMap<String, String>);

impl Variables {
    /// A variable's value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> Option<Setting<String>> {
        let value = self.get(name)?.to_owned();
        Some(Setting { value, origin: Origin::Environment(name.to_owned()) })
    }

    fn secret(&self, name: &str) -> Option<Setting<Secret>> {
        let Setting { value, origin } = self.text(name)?;
        Some(Setting { value: Secret::new(value), origin })
    }

    fn bool(&self, name: &str) -> Result<Option<Setting<bool>>, ConfigError> {
        let Some(Setting { value, origin }) = self.text(name) else { return Ok(None) };
        match value.to_lowercase().as_str() {
            "true" | "1" => Ok(Some(Setting { value: true, origin })),
            "false" | "0" => Ok(Some(Setting { value: false, origin })),
            _ => Err(ConfigError::BadValue { origin, problem: "it must be true, false, 1 or 0" }),
        }
    }

    /// A variable for a path and one for data. The other kind must not be in the file, either: which one is meant would
    /// depend on where somebody looks.
    fn material(&self, name: &str, known: &mut Option<Setting<Material>>) -> Result<(), ConfigError> {
        let path = self.text(&format!("TEMPORAL_TLS_{name}_PATH"));
        let data = self.secret(&format!("TEMPORAL_TLS_{name}_DATA"));
        let told = match (path, data) {
            (Some(path), Some(data)) => {
                return Err(ConfigError::Conflict { first: path.origin, second: data.origin });
            }
            (Some(path), None) => Setting { value: Material::Path(PathBuf::from(path.value)), origin: path.origin },
            (None, Some(data)) => Setting { value: Material::Data(data.value), origin: data.origin },
            (None, None) => return Ok(()),
        };
        match known.take() {
            Some(known) if matches!(known.value, Material::Path(_)) != matches!(told.value, Material::Path(_)) => {
                Err(ConfigError::Conflict { first: told.origin, second: known.origin })
            }
            _ => {
                *known = Some(told);
                Ok(())
            }
        }
    }

    /// Overlays a profile with what the environment says.
    pub(super) fn apply(&self, profile: &mut Profile) -> Result<(), ConfigError> {
        overlay(&mut profile.address, self.text("TEMPORAL_ADDRESS"));
        overlay(&mut profile.namespace, self.text("TEMPORAL_NAMESPACE"));
        overlay(&mut profile.api_key, self.secret("TEMPORAL_API_KEY"));
        let tls = &mut profile.tls;
        let disabled = self.bool("TEMPORAL_TLS")?.map(|on| Setting { value: !on.value, origin: on.origin });
        overlay(&mut tls.disabled, disabled);
        self.material("CLIENT_CERT", &mut tls.client_cert)?;
        self.material("CLIENT_KEY", &mut tls.client_key)?;
        self.material("SERVER_CA_CERT", &mut tls.server_ca_cert)?;
        overlay(&mut tls.server_name, self.text("TEMPORAL_TLS_SERVER_NAME"));
        overlay(&mut tls.disable_host_verification, self.bool("TEMPORAL_TLS_DISABLE_HOST_VERIFICATION")?);
        overlay(&mut profile.codec.endpoint, self.text("TEMPORAL_CODEC_ENDPOINT"));
        overlay(&mut profile.codec.auth, self.secret("TEMPORAL_CODEC_AUTH"));
        for (variable, value) in &self.0 {
            let Some(name) = variable.strip_prefix(METADATA).filter(|name| !name.is_empty()) else { continue };
            if value.is_empty() {
                // This is how what a file says is taken back.
                profile.grpc_meta.remove(&metadata_name(name));
            } else {
                let setting = Setting { value: value.clone(), origin: Origin::Environment(variable.clone()) };
                profile.grpc_meta.insert(metadata_name(name), setting);
            }
        }
        Ok(())
    }
}

fn overlay<T>(known: &mut Option<Setting<T>>, told: Option<Setting<T>>) {
    if told.is_some() {
        *known = told;
    }
}
