//! Decides how lists are read: page by page, as each is asked for.

use crate::{CallError, Client, convert::Converter};
use bytes::Bytes;
use dacapo_core::client::{Operation, Page};
use dacapo_runtime::{Runtime, Transport};
use futures_util::{Stream, stream::try_unfold};
use std::fmt;

/// The pages of a list, which come as they are asked for.
#[derive(Clone)]
pub struct Pages<R, T, C, Q> {
    client: Client<R, T, C>,
    request: Q,
    is_over: bool,
}

/// A request for one page of a list.
pub trait Paged: Page {
    /// What is listed.
    type Item;

    /// Asks for at most so many items, 0 for as many as the server likes.
    #[doc(hidden)]
    fn limit(&mut self, items: i32);

    /// The items of an answer, and what the next page is asked for with.
    #[doc(hidden)]
    fn read(answer: Self::Response) -> (Vec<Self::Item>, Bytes);
}

/// Implements [`Paged`]: the request and its page size, the item and where the answer has them.
macro_rules! paged {
    ($($request:ty { $limit:ident } => $item:ty { $items:ident })*) => {$(
        impl $crate::pages::Paged for $request {
            type Item = $item;

            fn limit(&mut self, items: i32) {
                self.$limit = items;
            }

            fn read(answer: Self::Response) -> (Vec<$item>, bytes::Bytes) {
                (answer.$items, answer.next_page_token)
            }
        }
    )*};
}

pub(crate) use paged;

impl<R, T, C, Q: fmt::Debug> fmt::Debug for Pages<R, T, C, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("client", &self.client)
            .field("request", &self.request)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, C: Converter, Q: Paged> Pages<R, T, C, Q> {
    pub(crate) fn new(client: &Client<R, T, C>, request: Q) -> Self {
        Self { client: client.clone(), request, is_over: false }
    }

    /// At most so many items in a page.
    #[must_use]
    pub fn of_size(mut self, items: i32) -> Self {
        self.request.limit(items);
        self
    }

    /// The next page; `None` after the last one. After an error the same page is asked for again.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn next(&mut self) -> Result<Option<Vec<Q::Item>>, CallError> {
        if self.is_over {
            return Ok(None);
        }
        let read = self.client.operate(Operation::page(&self.request)).await;
        let (items, token) = Q::read(read.read::<Q>()?);
        self.is_over = token.is_empty();
        self.request.ask(token);
        Ok((!items.is_empty()).then_some(items))
    }

    /// One item after another; a page is asked for when the one before is used up. It ends with an error, or after the last.
    pub fn items(self) -> impl Stream<Item = Result<Q::Item, CallError>> + Send
    where
        Q::Item: Send,
    {
        try_unfold((self, Vec::new().into_iter()), |(mut pages, mut page)| async move {
            loop {
                if let Some(item) = page.next() {
                    return Ok(Some((item, (pages, page))));
                }
                let Some(items) = pages.next().await? else { return Ok(None) };
                page = items.into_iter();
            }
        })
    }
}
