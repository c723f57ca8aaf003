//! What cannot be seen from outside: options of sockets, and which addresses were tried.

use crate::{Smol, Stream, first_of, stream::Kind};
use async_executor::Executor;
use dacapo_runtime::{Endpoint, Runtime};
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

fn has_no_delay(stream: &Stream) -> bool {
    matches!(&stream.0, Kind::Tcp(socket) if socket.get_ref().nodelay().unwrap())
}

#[test]
fn small_writes_are_not_held_back() {
    let runtime = Smol::new(Arc::new(Executor::new()));
    async_io::block_on(async {
        let listener = runtime.listen(&Endpoint::Tcp { host: "127.0.0.1".into(), port: 0 }).await.unwrap();
        let near = runtime.connect(&listener.endpoint().unwrap()).await.unwrap();
        let far = listener.accept().await.unwrap();
        assert!(has_no_delay(&near) && has_no_delay(&far));
    });
}

#[test]
fn addresses_are_tried_in_turn() {
    let free = |listener: &TcpListener| listener.local_addr().unwrap();
    let refusing: SocketAddr = free(&TcpListener::bind("127.0.0.1:0").unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    async_io::block_on(async {
        assert!(first_of(&[refusing, free(&listener), refusing]).await.is_ok());
        assert_eq!(first_of(&[refusing]).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        assert_eq!(first_of(&[]).await.unwrap_err().kind(), ErrorKind::NotFound);
    });
}
