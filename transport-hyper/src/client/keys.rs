//! Decides which API key a call carries: one is fetched for all calls that need it, and remembered until it is refused or will
//! soon be no longer valid.

use super::api_key::{ApiKey, Fetch, FetchedKey, Source, authorization};
use crate::rt::within;
use dacapo_core::{
    rpc::{Code, Status},
    time::MonoTime,
};
use dacapo_runtime::Runtime;
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use hyper::header::HeaderValue;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

/// How long a fetch may take.
const FETCH: Duration = Duration::from_secs(30);

/// How long before a key is no longer valid it is fetched again, if it is valid for longer than [`PARTS`] times as long.
const EARLY: Duration = Duration::from_secs(60);

/// The last of so many parts of the time that a key is valid is for fetching the next one.
const PARTS: u32 = 5;

/// How long nobody asks again after a fetch that failed, while the key that there is still is valid.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys of a transport.
pub(super) struct Keys<R> {
    runtime: R,
    fetch: Arc<Fetch>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// The fetch that is under way.
    fetching: Option<Fetching>,
    /// Before this, nobody asks again while the key that there is still is valid.
    again_at: MonoTime,
}

/// A key that was fetched.
#[derive(Clone)]
struct Known {
    authorization: HeaderValue,
    /// When it is to be fetched again, and when it is no longer valid; `None` for never.
    ends: Option<(MonoTime, MonoTime)>,
}

type Fetching = Shared<BoxFuture<'static, Result<HeaderValue, Status>>>;

impl<R: Runtime> Keys<R> {
    /// The keys that come of this one, if it is fetched.
    pub(super) fn of(runtime: &R, key: &ApiKey) -> Option<Self> {
        let Source::Fetched(fetch) = &key.0 else { return None };
        Some(Self { runtime: runtime.clone(), fetch: Arc::clone(fetch), state: Arc::default() })
    }

    /// The `authorization` for a call.
    pub(super) async fn authorization(&self) -> Result<HeaderValue, Status> {
        let now = self.runtime.now().mono;
        let fetching = {
            let mut state = lock(&self.state);
            match state.known.clone().filter(|known| known.is_valid(now)) {
                Some(known) => {
                    if known.is_old(now) && state.again_at <= now {
                        drop(self.fetch(&mut state, None));
                    }
                    return Ok(known.authorization);
                }
                None => self.fetch(&mut state, None),
            }
        };
        fetching.await
    }

    /// The `authorization` after the server refused one; `None` where it is no other.
    pub(super) async fn another(&self, refused: &HeaderValue, status: &Status) -> Result<Option<HeaderValue>, Status> {
        let fetching = {
            let mut state = lock(&self.state);
            match &state.known {
                // It was fetched while the call was under way.
                Some(known) if known.authorization != refused => return Ok(Some(known.authorization.clone())),
                Some(_) | None => self.fetch(&mut state, Some(status.clone())),
            }
        };
        Ok(Some(fetching.await?).filter(|value| value != refused))
    }

    /// Whether calls wait for a key.
    pub(super) fn is_fetching(&self) -> bool {
        lock(&self.state).fetching.is_some()
    }

    /// The fetch that is under way, or a new one, which goes on though nobody waits for it any more.
    fn fetch(&self, state: &mut State, refused: Option<Status>) -> Fetching {
        if let Some(fetching) = &state.fetching {
            return fetching.clone();
        }
        let (runtime, fetch) = (self.runtime.clone(), Arc::clone(&self.fetch));
        // The state holds the fetch, so the fetch must not hold the state.
        let place = Arc::downgrade(&self.state);
        let fetching = async move {
            let fetched = within(&runtime, FETCH, fetch(refused)).await;
            let fetched = fetched.unwrap_or_else(|| Err(format!("it did not come within {FETCH:?}")));
            keep(&place, runtime.now().mono, fetched)
        };
        let fetching = fetching.boxed().shared();
        state.fetching = Some(fetching.clone());
        self.runtime.spawn(fetching.clone().map(drop));
        fetching
    }
}

/// Remembers what was fetched.
fn keep(place: &Weak<Mutex<State>>, now: MonoTime, fetched: Result<FetchedKey, String>) -> Result<HeaderValue, Status> {
    let read = fetched
        .map_err(|problem| Status::new(Code::Unavailable, format!("there is no API key: {problem}")))
        .and_then(|fetched| Known::read(now, &fetched).map_err(|problem| Status::new(Code::Unauthenticated, problem)));
    if let Some(state) = place.upgrade() {
        let mut state = lock(&state);
        state.fetching = None;
        match &read {
            Ok(known) => state.known = Some(known.clone()),
            Err(_) => state.again_at = now.plus(PAUSE),
        }
    }
    read.map(|known| known.authorization)
}

impl Known {
    fn read(now: MonoTime, fetched: &FetchedKey) -> Result<Self, String> {
        let ends = fetched.valid_for.map(|length| {
            let early = EARLY.min(length.checked_div(PARTS).unwrap_or_default());
            (now.plus(length.saturating_sub(early)), now.plus(length))
        });
        Ok(Self { authorization: authorization(&fetched.key)?, ends })
    }

    fn is_valid(&self, now: MonoTime) -> bool {
        self.ends.is_none_or(|(_, end)| now < end)
    }

    fn is_old(&self, now: MonoTime) -> bool {
        self.ends.is_some_and(|(early, _)| early <= now)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
