//! A proxy that ends TLS, as load balancers do, with a certificate of its own making.

use super::{Task, accept, listen_somewhere};
use dacapo_runtime_tokio::Stream;
use futures_lite::{
    future,
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split},
};
use futures_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};
use std::{io, sync::Arc};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// The most bytes that move at a time.
const CHUNK: usize = 16 * 1024;

/// A proxy that ends TLS for the name `localhost`.
#[derive(Debug)]
pub struct Tls {
    /// Where it listens.
    pub port: u16,
    authority: String,
    _task: Task,
}

impl Tls {
    /// A proxy in front of this port, with a certificate that nobody else has.
    ///
    /// # Panics
    ///
    /// There can be no certificate.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test cannot go on without a certificate")]
    pub fn to(target: u16) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate can be made");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().expect("ring has them").with_no_client_auth();
        let mut config = config.with_single_cert(vec![made.cert.der().clone()], key).expect("the key is its own");
        config.alpn_protocols = vec![b"h2".to_vec()];
        let (listener, port) = listen_somewhere();
        let task = Task::spawn(serve(TlsAcceptor::from(Arc::new(config)), target, listener));
        Self { port, authority: made.cert.pem(), _task: task }
    }

    /// Whom a client has to trust, in PEM.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

async fn serve(acceptor: TlsAcceptor, target: u16, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            client = accept(&listener) => {
                let acceptor = acceptor.clone();
                // Whoever is at the other end notices what went wrong.
                connections.spawn(async move { drop(connect(acceptor, target, client).await) });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Moves the bytes of one connection, until one side has no more.
async fn connect(acceptor: TlsAcceptor, target: u16, client: TcpStream) -> io::Result<()> {
    let client = acceptor.accept(Stream::from(client)).await?;
    let server = TcpStream::connect(("127.0.0.1", target)).await?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = split(client);
    let (from_server, to_server) = split(Stream::from(server));
    future::or(pass(from_client, to_server), pass(from_server, to_client)).await
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = from.read(&mut chunk).await?;
        let Some(read) = chunk.get(..length).filter(|read| !read.is_empty()) else { return to.close().await };
        to.write_all(read).await?;
        to.flush().await?;
    }
}
