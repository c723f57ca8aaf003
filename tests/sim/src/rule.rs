//! Names what must hold in every world, as `docs/simulation.md` numbers it.

use std::fmt;

/// Something that must hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Its number.
    pub number: u8,
    /// What it says.
    pub text: &'static str,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}", self.number)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}: {}", self.number, self.text)
    }
}

macro_rules! rules {
    ($($name:ident $number:literal $text:literal;)*) => {
        impl Rule {
            $(
                #[doc = $text]
                pub const $name: Self = Self { number: $number, text: $text };
            )*
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

rules! {
    ONE_ACTIVATION 1 "A run has one activation at a time, answered once, and its answer is taken.";
    CACHED_ONCE 2 "No run is in the cache twice.";
    CACHE_BOUND 3 "The cache is no larger than it may be.";
    ACTIVITY_ONCE 4 "An activity is started once under one token, and canceled once, while it runs.";
    NEXUS_ONCE 5 "A Nexus task is started once under one token, and canceled once, while it runs.";
    CALLS 6 "A call that is begun is not open, and one that is canceled is.";
    DEADLINES 7 "After a tick no deadline has passed: time alone is asked for once.";
    NO_ERROR 8 "No poller gives up, and no error is logged.";
    NO_CIRCLE 9 "Nothing goes round in circles.";
    SLOTS 10 "The slots that are used are those of open polls, of tasks that are held, and of reservations.";
    TAKEN 11 "The server refuses no request for what it says.";
    EFFECTS 12 "An activity whose completion the server takes has ended so, and no other takes its place.";
    POLLS_AGAIN 13 "Once faults are over for 92 s, every poller polls, or no slot is free; none is degraded or stalled.";
    SHUTDOWN 14 "A worker that shuts down has ended after 25 s, whatever goes wrong; an idle one at once.";
    ENDS 15 "Every workflow is closed within an hour after the last fault.";
    OUTCOMES 16 "Every workflow ends as it does without faults, with the same memo and search attributes.";
    UPDATES 17 "Every update ends as it does without faults.";
    QUERIES 18 "A closed workflow answers queries as it does without faults.";
    CLIENT_DEADLINES 19 "An operation of a client is over at its deadline: no attempt begins after it, or is given more time than is left.";
    CLIENT_ENDS 20 "An operation of a client is over 40 s after the last fault, or 92 s where the server holds it and has what it waits for.";
    CLIENT_ONCE 21 "What a client asks for is done once, however often it is sent.";
    CLIENT_ANSWERS 22 "What an operation of a client comes to is how things are; it fails because of a fault, or at its deadline, and in no other way.";
}

/// Something that must hold does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What must hold.
    pub rule: Rule,
    /// How it does not.
    pub how: String,
}

impl Violation {
    pub(crate) fn new(rule: Rule, how: impl Into<String>) -> Self {
        Self { rule, how: how.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.how)
    }
}
