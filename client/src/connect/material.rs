//! Decides what a profile's TLS is made of, and reads the files that it names.

use super::ProfileError;
use crate::config::{Material, Setting, Tls};
use dacapo_transport_hyper::{Identity, Roots, Tls as TransportTls, Verification};
use std::fs;

/// Whether any of it is in files, which may change.
pub(super) fn is_in_files(tls: &Tls) -> bool {
    let Tls { client_cert, client_key, server_ca_cert, .. } = tls;
    let mut settings = [client_cert, client_key, server_ca_cert].into_iter().flatten();
    settings.any(|setting| matches!(setting.value, Material::Path(_)))
}

/// Reads all of it.
pub(super) fn read(tls: &Tls) -> Result<TransportTls, ProfileError> {
    let roots = tls.server_ca_cert.as_ref().map(bytes).transpose()?;
    let identity = match (&tls.client_cert, &tls.client_key) {
        (Some(certificates), Some(key)) => Some(Identity { certificates: bytes(certificates)?, key: bytes(key)? }),
        (None, None) => None,
        (Some(alone), None) => return Err(half(alone, "there is no client key to this certificate")),
        (None, Some(alone)) => return Err(half(alone, "there is no client certificate to this key")),
    };
    let is_unchecked = tls.disable_host_verification.as_ref().is_some_and(|disable| disable.value);
    Ok(TransportTls {
        roots: roots.map_or(Roots::System, Roots::Given),
        identity,
        server_name: tls.server_name.as_ref().map(|name| name.value.clone()),
        verification: if is_unchecked { Verification::Disabled } else { Verification::Full },
    })
}

fn bytes(setting: &Setting<Material>) -> Result<Vec<u8>, ProfileError> {
    match &setting.value {
        Material::Data(data) => Ok(data.reveal().as_bytes().to_vec()),
        Material::Path(path) => fs::read(path).map_err(|cause| {
            let problem = format!("{} cannot be read: {cause}", path.display());
            ProfileError::Setting { origin: setting.origin.clone(), problem }
        }),
    }
}

fn half(alone: &Setting<Material>, problem: &str) -> ProfileError {
    ProfileError::Setting { origin: alone.origin.clone(), problem: format!("{problem}: set both") }
}
