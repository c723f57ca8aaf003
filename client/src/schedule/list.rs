//! Decides how schedules are found and counted.

use super::ScheduleListEntry;
use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
};
use dacapo_proto::temporal::api::workflowservice::v1::{
    CountSchedulesRequest, CountSchedulesResponse, ListSchedulesRequest,
};
use dacapo_runtime::{Runtime, Transport};

paged! {
    ListSchedulesRequest { maximum_page_size } => ScheduleListEntry { schedules }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The schedules that a visibility query finds; all of them for an empty one.
    #[must_use]
    pub fn list_schedules(&self, query: impl Into<String>) -> Pages<R, T, C, ListSchedulesRequest> {
        let namespace = self.namespace().to_owned();
        Pages::new(self, ListSchedulesRequest { namespace, query: query.into(), ..Default::default() })
    }

    /// How many schedules a visibility query finds. Servers before 1.30 do not count them.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn count_schedules(&self, query: impl Into<String>) -> Result<CountSchedulesResponse, CallError> {
        let namespace = self.namespace().to_owned();
        self.call(&CountSchedulesRequest { namespace, query: query.into() }).await
    }
}
