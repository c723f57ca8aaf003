//! Decides what can be wrong with a client's way to the server, and what it is led through for that.

use core::time::Duration;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab,
    proxy::{Condition, Fault, Gateway, Relay, Rule, Wire},
};

/// What is wrong.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// The way is like this for a while.
    Wire(Condition, Duration),
    /// The connection is there, and no byte moves on it any more.
    Forgotten,
    /// The connection breaks within what the server says next.
    Cut,
    /// The server says so: no call after this number was begun, for this reason.
    Away(u32, u32),
    /// The server asks for no more calls over this connection.
    Goodbye,
    /// A load balancer answers with this status for a while.
    Gateway(u16, Duration),
    /// This is done to so many calls of the method.
    Calls(Fault, usize),
}

/// A client's way to the server.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) relay: Relay,
    pub(crate) gateway: Gateway,
    wire: Wire,
}

impl Way {
    pub(crate) fn to(server: u16, trouble: &Trouble) -> Self {
        let relay = Relay::to(server);
        let gateway = Gateway::to(relay.port);
        // A load balancer would say its own goodbyes.
        let next = if matches!(trouble, Trouble::Gateway(..)) { gateway.port } else { relay.port };
        Self { relay, gateway, wire: Wire::to(next) }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.wire.port
    }
}

impl Trouble {
    /// Begins; gives what there is to wait for until it is over.
    pub(crate) fn strike(&self, way: &Way, method: &'static str) -> Over {
        let connections = way.wire.accepted();
        match self {
            Self::Wire(condition, length) => {
                way.wire.set(*condition);
                return Over::After(*length);
            }
            Self::Gateway(status, length) => {
                way.gateway.answer(Some(*status));
                return Over::After(*length);
            }
            Self::Forgotten => {
                way.wire.forget_connections();
                return Over::WithAnotherConnection(connections);
            }
            Self::Cut => way.wire.cut_next_response(),
            Self::Away(last, reason) => way.wire.send_away(*last, *reason, b"on purpose"),
            Self::Goodbye => {
                way.relay.say_goodbye();
                return Over::After(Duration::ZERO);
            }
            Self::Calls(fault, times) => {
                way.relay.rule(Rule::next(method, *times, fault.clone()));
                return Over::OnceMet(method);
            }
        }
        Over::OnceDone
    }
}

impl Trouble {
    /// Whether the server gets a call twice that its caller makes once, or is told that it was not begun.
    pub(crate) const fn is_doubling(&self) -> bool {
        matches!(self, Self::Calls(Fault::Double, _) | Self::Away(0, _))
    }
}

/// When a trouble is over, or what is to come after it may.
#[derive(Debug)]
pub(crate) enum Over {
    After(Duration),
    WithAnotherConnection(usize),
    OnceDone,
    OnceMet(&'static str),
}

impl Over {
    pub(crate) async fn wait<R: Runtime>(self, lab: &Lab<R>, way: &Way) {
        match self {
            Self::After(length) => lab.runtime.sleep(length).await,
            Self::WithAnotherConnection(before) => lab.until(|| way.wire.accepted() > before).await,
            Self::OnceDone => lab.until(|| way.wire.done() == 1).await,
            Self::OnceMet(method) => lab.until(|| way.relay.seen(method).faults > 0).await,
        }
        way.wire.set(Condition::Open);
        way.gateway.answer(None);
    }
}
