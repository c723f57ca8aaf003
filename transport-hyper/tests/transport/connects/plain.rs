//! What fails before and beside TLS: names, sockets, proxies, and whoever speaks no HTTP/2.

use super::{Golden, failure, plain, secured, trusting};
use crate::{
    host::{Nowhere, any_port, run},
    raw,
};
use dacapo_runtime::Endpoint;
use dacapo_transport_hyper::{Cause, Login, Options, Proxy, Stage};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[test]
fn below_tls() {
    run(async |runtime| {
        let mut golden = Golden::default();
        let unknown = Endpoint::Tcp { host: "nowhere.invalid".to_owned(), port: 7233 };
        let (stage, cause, message) = failure(&runtime, &plain(unknown)).await;
        assert_eq!((stage, cause), (Stage::Dns, Cause::NameNotFound), "{message}");
        let nowhere = Nowhere::new();
        golden.add("nobody listens", failure(&runtime, &plain(nowhere.endpoint())).await, (Stage::Tcp, Cause::Refused));
        let socket = Endpoint::Unix("/nowhere/temporal.socket".into());
        golden.add("no socket", failure(&runtime, &plain(socket)).await, (Stage::Tcp, Cause::NoSuchSocket));
        let patient = Options { connect_timeout: Duration::from_millis(300), ..plain(mute().await) };
        golden.add("silence", failure(&runtime, &patient).await, (Stage::Http2, Cause::TimedOut));
        let silent_tls = Options { connect_timeout: Duration::from_millis(300), ..secured(mute().await, trusting()) };
        golden.add("silence instead of TLS", failure(&runtime, &silent_tls).await, (Stage::Tls, Cause::TimedOut));
        let by = |endpoint, login| Options { proxy: Some(Proxy { endpoint, login }), ..plain(any_port()) };
        let no_proxy = failure(&runtime, &by(nowhere.endpoint(), None)).await;
        assert_eq!((no_proxy.0, no_proxy.1), (Stage::Proxy, Cause::ProxyUnreachable), "{}", no_proxy.2);
        let stubborn = saying(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", false).await;
        let login = Some(Login { user: "user".to_owned(), password: "hidden".to_owned() });
        golden.add(
            "the proxy refuses",
            failure(&runtime, &by(stubborn, login)).await,
            (Stage::Proxy, Cause::ProxyRefused),
        );
        let no_http = saying(b"what?\r\n\r\n", false).await;
        golden.add(
            "the proxy is none",
            failure(&runtime, &by(no_http, None)).await,
            (Stage::Proxy, Cause::ProxyRefused),
        );
        let gone = saying(b"", false).await;
        golden.add("the proxy hangs up", failure(&runtime, &by(gone, None)).await, (Stage::Proxy, Cause::ProxyRefused));
        let silent = Options { connect_timeout: Duration::from_millis(300), ..by(mute().await, None) };
        golden.add("the proxy is silent", failure(&runtime, &silent).await, (Stage::Proxy, Cause::TimedOut));
        let ssh = saying(b"SSH-2.0-OpenSSH_9.6\r\n", true).await;
        golden.add("another protocol", failure(&runtime, &plain(ssh)).await, (Stage::Http2, Cause::NotHttp2));
        let web = saying(b"HTTP/1.1 400 Bad Request\r\n\r\n", true).await;
        golden.add("a web server", failure(&runtime, &plain(web)).await, (Stage::Http2, Cause::SpeaksHttp1));
        golden.add(
            "it closes",
            failure(&runtime, &plain(saying(b"", false).await)).await,
            (Stage::Http2, Cause::Closed),
        );
        golden.check("connects-plain.txt");
    });
}

async fn mute() -> Endpoint {
    raw::accept(|_, stream| async move {
        tokio::spawn(async move {
            let _open = stream;
            std::future::pending::<()>().await;
        });
    })
    .await
    .0
}

/// A server that begins with these bytes and then listens, or closes.
async fn saying(words: &'static [u8], then_listens: bool) -> Endpoint {
    let (endpoint, _) = raw::accept(move |_, mut stream| async move {
        // It has read, so that closing is not a reset.
        let _read = stream.read(&mut [0; 1024]).await;
        stream.write_all(words).await.expect("the client reads");
        while then_listens && stream.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {}
    })
    .await;
    endpoint
}
