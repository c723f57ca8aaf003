//! Clients that are made of profiles, and servers with TLS for them, in a world without sockets.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod middlebox;
mod service;

use dacapo_client::{
    CallOptions, Meaning,
    config::{Environment, File, Profile, Sources, load},
    connect::{ConnectOptions, ProfileError, connect},
};
use dacapo_proto::temporal::api::workflowservice::v1::GetSystemInfoRequest;
use dacapo_tests::virtual_time::VirtualTime;
use dacapo_transport_hyper::{ApiKey, Identity};
use service::{Authority, crypto, serve};
use std::{fs, path::Path, time::Duration};

fn profile(text: &str) -> Profile {
    let text = format!("[profile.default]\n{text}");
    let file = File::Text { name: "temporal.toml".into(), text };
    load(&Sources { file, environment: Environment::Given([].into()), ..Sources::default() }).unwrap().profile
}

fn options() -> ConnectOptions {
    ConnectOptions { identity: "me".to_owned(), seed: 7, api_key: None, crypto: Some(crypto()) }
}

/// A folder that is removed with this.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(path: &Path, bytes: &[u8]) -> String {
    fs::write(path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_client_comes_with_all_that_its_profile_says_and_reads_files_again() {
    let (folder, authority, other) = (folder(), Authority::new(), Authority::new());
    let client_of = authority.identity("somebody");
    let ca = folder.path().join("ca.pem");
    let text = format!(
        "address = 'shop:7233'\nnamespace = 'orders'\napi_key = 'secret'\ngrpc_meta.Some_Thing = 'said'\n\
         tls.server_ca_cert_path = '{}'\ntls.client_cert_path = '{}'\ntls.client_key_path = '{}'\n",
        write(&ca, &other.pem),
        write(&folder.path().join("cert.pem"), &client_of.certificates),
        write(&folder.path().join("key.pem"), &client_of.key),
    );
    let time = VirtualTime::new(1);
    time.run(async {
        serve(&time, "shop", authority.server("shop"));
        let client = connect(time.clone(), &profile(&text), options()).unwrap();
        let hurried = client.with_calls(CallOptions::within(Duration::from_secs(5)));
        let error = hurried.call(&GetSystemInfoRequest::default()).await.unwrap_err();
        assert_eq!((error.meaning(), error.address()), (&Meaning::Unavailable, Some("shop:7233")), "{error}");
        assert!(error.to_string().contains("shop:7233"), "{error}");
        // Somebody puts the right file there.
        write(&ca, &authority.pem);
        let answer = client.call(&GetSystemInfoRequest::default()).await.unwrap();
        // This server says what metadata it got.
        let said = answer.server_version;
        for part in ["authorization: Bearer secret", "temporal-namespace: orders", "some-thing: said"] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!((client.namespace(), client.identity()), ("orders", "me"));
    });
}

#[test]
fn a_certificate_and_its_key_are_renewed_without_a_restart() {
    let (folder, authority) = (folder(), Authority::new());
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let renew = |identity: Identity| (write(&certificate, &identity.certificates), write(&key, &identity.key));
    let (certificate_path, key_path) = renew(Authority::new().identity("a stranger"));
    let text = format!(
        "address = 'shop:7233'\ntls.server_ca_cert_path = '{}'\ntls.client_cert_path = '{certificate_path}'\n\
         tls.client_key_path = '{key_path}'\n",
        write(&folder.path().join("ca.pem"), &authority.pem),
    );
    let time = VirtualTime::new(1);
    time.run(async {
        serve(&time, "shop", authority.server("shop"));
        let client = connect(time.clone(), &profile(&text), options()).unwrap();
        let hurried = client.with_calls(CallOptions::within(Duration::from_secs(5)));
        let error = hurried.system_info().await.unwrap_err().to_string();
        assert!(error.contains("the server does not accept the client certificate"), "{error}");
        renew(authority.identity("somebody"));
        client.system_info().await.unwrap();
    });
}

#[test]
fn a_key_that_is_fetched_takes_the_place_of_the_profiles() {
    let time = VirtualTime::new(1);
    time.run(async {
        serve(&time, "shop", Authority::new().open_server("shop"));
        let text = "address = 'shop:7233'\napi_key = 'old'\ntls.disable_host_verification = true\n";
        let fetched = ApiKey::fetched(async |_| Ok("fetched".to_owned()));
        let options = ConnectOptions { api_key: Some(fetched), ..options() };
        let said = connect(time.clone(), &profile(text), options).unwrap().system_info().await.unwrap().server_version;
        assert!(said.contains("authorization: Bearer fetched\n"), "{said}");
    });
}

#[test]
fn a_server_is_not_checked_where_that_is_turned_off() {
    let time = VirtualTime::new(1);
    time.run(async {
        serve(&time, "shop", Authority::new().open_server("another name"));
        let text = "address = 'shop:7233'\ntls.disable_host_verification = true\n";
        let authority =
            format!("tls.server_ca_cert_data = '''{}'''\n", String::from_utf8(Authority::new().pem).unwrap());
        let checked =
            connect(time.clone(), &profile(&format!("address = 'shop:7233'\n{authority}")), options()).unwrap();
        let checked = checked.with_calls(CallOptions::within(Duration::from_secs(5)));
        checked.call(&GetSystemInfoRequest::default()).await.unwrap_err();
        let client = connect(time.clone(), &profile(&format!("{text}{authority}")), options()).unwrap();
        client.call(&GetSystemInfoRequest::default()).await.unwrap();
    });
}

#[test]
fn what_cannot_be_used_is_told_with_where_it_is_said() {
    let folder = folder();
    let empty = write(&folder.path().join("empty.pem"), b"");
    let no_pem = write(&folder.path().join("no.pem"), b"\x30\x82\x01\x0a");
    let locked = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let locked = write(&folder.path().join("locked.pem"), locked);
    let pem = Authority::new().identity("somebody");
    let (certificate, other) = (String::from_utf8(pem.certificates).unwrap(), Authority::new().identity("other").key);
    let other = String::from_utf8(other).unwrap();
    let cases = [
        (
            "address = 'shop'\n".to_owned(),
            "line 2: profile.default.address: \"shop\" is no address: write a host and a port",
        ),
        (
            "address = 'https://shop:7233'\n".to_owned(),
            "line 2: profile.default.address: \"https://shop:7233\" is no address",
        ),
        (
            "tls.server_ca_cert_path = '/nowhere/ca.pem'\n".to_owned(),
            "server_ca_cert_path: /nowhere/ca.pem cannot be read:",
        ),
        (format!("tls.server_ca_cert_path = '{empty}'\n"), "server_ca_cert_path: it is empty"),
        (
            format!("tls.server_ca_cert_path = '{no_pem}'\n"),
            "server_ca_cert_path: there is no certificate in it as PEM",
        ),
        (
            format!("tls.client_cert_data = '''{certificate}'''\ntls.client_key_path = '{locked}'\n"),
            "client_key_path: the private key in it is encrypted: give it decrypted, as `openssl pkey` writes it",
        ),
        (
            format!("tls.client_cert_data = '''{certificate}'''\n"),
            "client_cert_data: there is no client key to this certificate: set both",
        ),
        (
            format!(
                "tls.server_ca_cert_data = '''{certificate}'''\ntls.client_cert_data = '''{certificate}'''\ntls.client_key_data = '''{other}'''\n"
            ),
            "client_cert_data: the key is not that of the first certificate",
        ),
        (format!("tls.server_ca_cert_data = '''{certificate}'''\napi_key = \"a\\nb\"\n"), "profile.default.api_key:"),
    ];
    for (text, expected) in cases {
        match connect(VirtualTime::new(1), &profile(&text), options()) {
            Err(error @ ProfileError::Setting { .. }) => {
                let said = error.to_string();
                assert!(said.starts_with("temporal.toml, line ") && said.contains(expected), "{said}");
                assert!(!said.contains("PRIVATE"), "{said}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let without = ConnectOptions { crypto: None, ..options() };
    let error = connect(VirtualTime::new(1), &profile("api_key = 'secret'\n"), without).unwrap_err();
    assert!(matches!(&error, ProfileError::Option(fault) if fault.field == "crypto"), "{error}");
}
