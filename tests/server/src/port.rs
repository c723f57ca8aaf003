//! Decides who may listen on a port of this machine that a test has taken: nobody else gets it while nobody listens there.

use std::net::{Ipv4Addr, TcpListener};
use tokio::net::TcpSocket;

/// A port that is nobody else's while this lives.
///
/// A socket is bound to it that never listens. Others may be bound beside it while it says so, as those are that listen.
#[derive(Debug)]
pub struct Port {
    socket: TcpSocket,
    number: u16,
}

#[expect(clippy::expect_used, reason = "a test cannot go on without a port")]
impl Port {
    /// Takes a port that is free.
    ///
    /// # Panics
    ///
    /// There is none.
    #[must_use]
    pub fn take() -> Self {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port is free");
        let number = socket.local_addr().expect("it is bound").port();
        Self { socket, number }
    }

    /// Its number.
    #[must_use]
    pub const fn number(&self) -> u16 {
        self.number
    }

    /// Lets another process listen there, or no longer.
    ///
    /// # Panics
    ///
    /// The socket cannot be told.
    pub fn lend(&self, is_lent: bool) {
        self.socket.set_reuseaddr(is_lent).expect("it can be shared");
    }

    /// Listens there.
    ///
    /// # Panics
    ///
    /// Somebody does already.
    #[must_use]
    pub fn listen(&self) -> TcpListener {
        self.lend(true);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.number)).expect("the port is held for this");
        self.lend(false);
        listener
    }
}

#[cfg(test)]
mod tests {
    use super::Port;
    use std::{
        io::ErrorKind,
        net::{TcpListener, TcpStream},
    };

    #[test]
    fn nobody_else_gets_a_port_on_which_nobody_listens() {
        let port = Port::take();
        let at = ("127.0.0.1", port.number());
        for _ in 0..2 {
            assert_eq!(TcpStream::connect(at).unwrap_err().kind(), ErrorKind::ConnectionRefused);
            assert_eq!(TcpListener::bind(at).unwrap_err().kind(), ErrorKind::AddrInUse);
            let listener = port.listen();
            let client = TcpStream::connect(at).unwrap();
            // The server's end closes last, so that the port waits for nothing.
            let (server, _) = listener.accept().unwrap();
            drop((client, listener, server));
        }
    }
}
