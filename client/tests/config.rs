//! What configuration files and variables mean, and how their faults are told.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use dacapo_client::config::{
    Environment, File, Loaded, Material, Profile, Setting, Sources, UnknownKeys, default_path, load, load_all,
};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// Every key there is, in both formats.
const TOML: &str = r#"
[profile.default]
address = "cloud:7233"
namespace = "orders"
api_key = "the-key"

[profile.default.tls]
disabled = false
client_cert_path = "/tls/cert.pem"
client_key_data = "PEM of a key"
server_ca_cert_path = "/tls/ca.pem"
server_name = "cloud.example"
disable_host_verification = true

[profile.default.codec]
endpoint = "https://codec.example"
auth = "Bearer hidden"

[profile.default.grpc_meta]
Custom_Header = "some"

[profile.other]
namespace = "payments"
"#;
const JSON: &str = r#"{"profile": {
  "default": {
    "address": "cloud:7233", "namespace": "orders", "api_key": "the-key",
    "tls": {
      "disabled": false, "client_cert_path": "/tls/cert.pem", "client_key_data": "PEM of a key",
      "server_ca_cert_path": "/tls/ca.pem", "server_name": "cloud.example", "disable_host_verification": true
    },
    "codec": {"endpoint": "https://codec.example", "auth": "Bearer hidden"},
    "grpc_meta": {"Custom_Header": "some"}
  },
  "other": {"namespace": "payments"}
}}"#;

fn sources(name: &str, text: &str, variables: &[(&str, &str)]) -> Sources {
    Sources {
        file: File::Text { name: name.into(), text: text.into() },
        environment: given(variables),
        ..Sources::default()
    }
}

fn given(variables: &[(&str, &str)]) -> Environment {
    Environment::Given(variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
}

fn loaded(text: &str, variables: &[(&str, &str)]) -> Loaded {
    load(&sources("f.toml", text, variables)).unwrap()
}

fn fault(text: &str, variables: &[(&str, &str)]) -> String {
    load(&sources("f.toml", text, variables)).unwrap_err().to_string()
}

/// All values, by their names in TOML, and where each came from.
fn shown(profile: &Profile) -> BTreeMap<String, (String, String)> {
    let mut shown = BTreeMap::new();
    let Profile { address, namespace, api_key, tls, codec, grpc_meta, .. } = profile;
    let mut show = |name: &str, setting: Option<(String, String)>| {
        shown.extend(setting.map(|setting| (name.to_owned(), setting)));
    };
    fn with<T>(setting: &Option<Setting<T>>, text: impl Fn(&T) -> String) -> Option<(String, String)> {
        setting.as_ref().map(|setting| (text(&setting.value), setting.origin.to_string()))
    }
    let material = |material: &Material| match material {
        Material::Path(path) => path.display().to_string(),
        Material::Data(data) => data.reveal().to_owned(),
    };
    show("address", with(address, String::clone));
    show("namespace", with(namespace, String::clone));
    show("api_key", with(api_key, |key| key.reveal().to_owned()));
    show("tls.disabled", with(&tls.disabled, bool::to_string));
    show("tls.client_cert", with(&tls.client_cert, material));
    show("tls.client_key", with(&tls.client_key, material));
    show("tls.server_ca_cert", with(&tls.server_ca_cert, material));
    show("tls.server_name", with(&tls.server_name, String::clone));
    show("tls.disable_host_verification", with(&tls.disable_host_verification, bool::to_string));
    show("codec.endpoint", with(&codec.endpoint, String::clone));
    show("codec.auth", with(&codec.auth, |auth| auth.reveal().to_owned()));
    for (name, setting) in grpc_meta {
        show(&format!("grpc_meta.{name}"), with(&Some(setting.clone()), String::clone));
    }
    shown
}

fn values(profile: &Profile) -> BTreeMap<String, String> {
    shown(profile).into_iter().map(|(name, (value, _))| (name, value)).collect()
}

#[test]
fn both_formats_say_the_same() {
    let toml = load(&sources("f.toml", TOML, &[])).unwrap();
    let json = load(&sources("f.json", JSON, &[])).unwrap();
    assert_eq!(values(&toml.profile), values(&json.profile));
    let expected = [
        ("address", "cloud:7233"),
        ("api_key", "the-key"),
        ("codec.auth", "Bearer hidden"),
        ("codec.endpoint", "https://codec.example"),
        ("grpc_meta.custom-header", "some"),
        ("namespace", "orders"),
        ("tls.client_cert", "/tls/cert.pem"),
        ("tls.client_key", "PEM of a key"),
        ("tls.disable_host_verification", "true"),
        ("tls.disabled", "false"),
        ("tls.server_ca_cert", "/tls/ca.pem"),
        ("tls.server_name", "cloud.example"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(values(&toml.profile), expected.into());
    assert_eq!(shown(&toml.profile)["tls.server_name"].1, "f.toml, line 12: profile.default.tls.server_name");
    assert_eq!(shown(&json.profile)["tls.server_name"].1, "f.json, line 6: profile.default.tls.server_name");
}

#[test]
fn every_variable_beats_the_file() {
    let variables = [
        ("TEMPORAL_ADDRESS", "a"),
        ("TEMPORAL_API_KEY", "k"),
        ("TEMPORAL_CODEC_AUTH", "ca"),
        ("TEMPORAL_CODEC_ENDPOINT", "ce"),
        ("TEMPORAL_GRPC_META_CUSTOM_HEADER", "m"),
        ("TEMPORAL_NAMESPACE", "n"),
        ("TEMPORAL_TLS_CLIENT_CERT_PATH", "cert"),
        ("TEMPORAL_TLS_CLIENT_KEY_DATA", "key"),
        ("TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "0"),
        ("TEMPORAL_TLS", "FALSE"),
        ("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "ca"),
        ("TEMPORAL_TLS_SERVER_NAME", "sn"),
    ];
    let shown = shown(&loaded(TOML, &variables).profile);
    let told: Vec<(&str, &str)> = shown.values().map(|(value, origin)| (origin.as_str(), value.as_str())).collect();
    let mut expected = variables;
    expected[8].1 = "false";
    // TEMPORAL_TLS is the other way round.
    expected[9].1 = "true";
    assert_eq!(told, expected);
}

#[test]
fn an_empty_variable_is_unset_and_takes_metadata_back() {
    let variables = [("TEMPORAL_ADDRESS", ""), ("TEMPORAL_PROFILE", ""), ("TEMPORAL_GRPC_META_CUSTOM_HEADER", "")];
    let profile = loaded(TOML, &variables).profile;
    assert_eq!(profile.address.unwrap().value, "cloud:7233");
    assert!(profile.grpc_meta.is_empty());
}

#[test]
fn the_profile_is_that_of_the_caller_or_of_the_environment() {
    assert_eq!(loaded(TOML, &[("TEMPORAL_PROFILE", "other")]).profile.namespace.unwrap().value, "payments");
    let asked =
        Sources { profile: Some("default".into()), ..sources("f.toml", TOML, &[("TEMPORAL_PROFILE", "other")]) };
    assert_eq!(load(&asked).unwrap().name, "default");
    assert_eq!(
        fault(TOML, &[("TEMPORAL_PROFILE", "third")]),
        "there is no profile \"third\" in f.toml: it has default, other"
    );
    assert_eq!(fault("", &[("TEMPORAL_PROFILE", "x")]), "there is no profile \"x\" in f.toml: it has none");
    // The default one need not be there.
    assert_eq!(loaded("", &[]).profile, Profile::default());
    let all = load_all(&sources("f.toml", TOML, &[("TEMPORAL_ADDRESS", "not-for-all")])).unwrap();
    assert_eq!(all.profiles.keys().collect::<Vec<_>>(), ["default", "other"]);
    assert_eq!(all.profiles["other"].address, None);
}

#[test]
fn tls_is_on_where_something_asks_for_it() {
    let table = [
        ("", false),
        ("api_key = 'k'", true),
        ("api_key = 'k'\ntls.disabled = true", false),
        ("tls.disabled = false", true),
        ("tls.server_name = 'n'", true),
        ("tls.disable_host_verification = false", false),
        ("tls.disable_host_verification = true", true),
    ];
    for (text, uses_tls) in table {
        assert_eq!(loaded(&format!("[profile.default]\n{text}"), &[]).profile.uses_tls(), uses_tls, "{text}");
    }
    let over = [("TEMPORAL_API_KEY", "k"), ("TEMPORAL_TLS", "false")];
    assert!(!loaded("", &over).profile.uses_tls());
}

#[test]
fn faults_name_file_line_and_key() {
    let table = [
        ("[profile.default]\naddress = 3\n", "f.toml, line 2: profile.default.address is a number, and must be text"),
        (
            "[profile.default.tls]\n\ndisabled = 'no'",
            "f.toml, line 3: profile.default.tls.disabled is text, and must be true or false",
        ),
        ("profile = 'x'", "f.toml, line 1: profile is text, and must be a table"),
        ("[profile.default]\ntls = true", "f.toml, line 2: profile.default.tls is true or false, and must be a table"),
        (
            "[profile.default]\ngrpc_meta = { a = [1] }",
            "f.toml, line 2: profile.default.grpc_meta.a is a list, and must be text",
        ),
        (
            "[profile.default.tls]\nclient_key_path = 'a'\nclient_key_data = 'b'",
            "f.toml, line 2: profile.default.tls.client_key_path and f.toml, line 3: profile.default.tls.client_key_data \
             exclude each other: remove one of them",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(fault(text, &[]), expected, "{text}");
    }
    let no_toml = fault("[profile.default]\naddress = \n", &[]);
    assert!(no_toml.starts_with("f.toml, line 2: this is no TOML: "), "{no_toml}");
    for (text, line) in [("{\n  \"profile\": }", 2), ("{\"profile\": {},\n // no comments\n}", 2), ("", 1)] {
        let no_json = load(&sources("f.json", text, &[])).unwrap_err().to_string();
        assert!(no_json.starts_with(&format!("f.json, line {line}: this is no JSON: ")), "{no_json}");
    }
    let twice = load(&sources("f.json", "{\"profile\": {},\n\"profile\": {}}", &[])).unwrap_err().to_string();
    assert_eq!(twice, "f.json, line 2: the key profile is here twice");
}

#[test]
fn faults_of_variables_name_the_variable() {
    let both = [("TEMPORAL_TLS_CLIENT_KEY_PATH", "a"), ("TEMPORAL_TLS_CLIENT_KEY_DATA", "b")];
    assert_eq!(
        fault("", &both),
        "TEMPORAL_TLS_CLIENT_KEY_PATH and TEMPORAL_TLS_CLIENT_KEY_DATA exclude each other: remove one of them"
    );
    assert_eq!(
        fault("[profile.default.tls]\nclient_key_data = 'b'", &both[..1]),
        "TEMPORAL_TLS_CLIENT_KEY_PATH and f.toml, line 2: profile.default.tls.client_key_data exclude each other: \
         remove one of them"
    );
    assert_eq!(fault("", &[("TEMPORAL_TLS", "on")]), "TEMPORAL_TLS: it must be true, false, 1 or 0");
}

#[test]
fn unknown_keys_are_told_or_refused() {
    let text = "top = 1\n[profile.default]\nadress = 'a'\n[profile.default.tls]\nwhatever = 1\n";
    let told: Vec<String> = loaded(text, &[]).unknown_keys.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "f.toml, line 5: profile.default.tls.whatever is unknown",
            "f.toml, line 3: profile.default.adress is unknown; did you mean address?",
            "f.toml, line 1: top is unknown",
        ]
    );
    let strict = Sources { unknown_keys: UnknownKeys::Refuse, ..sources("f.toml", text, &[]) };
    assert_eq!(load(&strict).unwrap_err().to_string(), told[0]);
}

#[test]
fn secrets_are_not_printed() {
    let printed = format!("{:?}", loaded(TOML, &[]));
    for secret in ["the-key", "PEM of a key", "Bearer hidden"] {
        assert!(TOML.contains(secret) && !printed.contains(secret), "{printed}");
    }
}

#[test]
fn the_file_is_where_temporal_has_it() {
    let folder = std::env::temp_dir().join(format!("dacapo-config-{}", std::process::id()));
    let file = folder.join("temporalio/temporal.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "[profile.default]\naddress = 'usual:1'").unwrap();
    fs::write(folder.join("named.json"), r#"{"profile": {"default": {"address": "named:1"}}}"#).unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    let address = |variables: &[(&str, &str)]| {
        let found = load(&Sources { environment: given(variables), ..Sources::default() }).unwrap();
        (found.profile.address.map(|address| address.value), found.absent)
    };
    let home = path("");
    let config = if cfg!(target_os = "linux") { "XDG_CONFIG_HOME" } else { return };
    assert_eq!(address(&[(config, &home)]), (Some("usual:1".into()), None));
    let named = path("named.json");
    assert_eq!(address(&[(config, &home), ("TEMPORAL_CONFIG_FILE", &named)]), (Some("named:1".into()), None));
    let nowhere = path("nowhere.toml");
    assert_eq!(address(&[("TEMPORAL_CONFIG_FILE", &nowhere)]), (None, Some(PathBuf::from(&nowhere))));
    let explicit = Sources { file: File::Path(PathBuf::from(&nowhere)), ..Sources::default() };
    let fault = load(&explicit).unwrap_err().to_string();
    assert!(fault.starts_with(&format!("{nowhere} cannot be read: ")), "{fault}");
    fs::remove_dir_all(&folder).unwrap();
    let at = default_path(|name| (name == "HOME").then(|| "/home/one".to_owned()));
    assert_eq!(at, Some(PathBuf::from("/home/one/.config/temporalio/temporal.toml")));
    assert_eq!(default_path(|_| None), None);
}

#[test]
fn something_must_be_read() {
    let nothing = Sources { file: File::Disabled, environment: Environment::Disabled, ..Sources::default() };
    assert!(load(&nothing).is_err());
}
