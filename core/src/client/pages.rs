//! Decides how far a list is read for its next items.

use super::{Ask, Operation};
use bytes::Bytes;
use dacapo_proto::{
    rpc::Request,
    temporal::api::operatorservice::v1::ListNexusEndpointsRequest,
    temporal::api::workflowservice::v1::{
        GetWorkflowExecutionHistoryRequest, ListActivityExecutionsRequest, ListBatchOperationsRequest,
        ListNamespacesRequest, ListSchedulesRequest, ListWorkerDeploymentsRequest, ListWorkersRequest,
        ListWorkflowExecutionsRequest,
    },
};
use prost::Message;

/// A request for one page of a list.
pub trait Page: Request + Default {
    /// Asks for the page of this token.
    fn ask(&mut self, token: Bytes);

    /// How many items are on a page, and what the next one is asked for with: nothing after the last.
    fn on(answer: &Self::Response) -> (usize, &Bytes);
}

/// Implements [`Page`]: the request, and how many items an answer to it has.
macro_rules! pages {
    ($($request:ty: $count:expr;)*) => {$(
        impl Page for $request {
            fn ask(&mut self, token: Bytes) {
                self.next_page_token = token;
            }

            fn on(answer: &Self::Response) -> (usize, &Bytes) {
                let count: fn(&Self::Response) -> usize = $count;
                (count(answer), &answer.next_page_token)
            }
        }
    )*};
}

pages! {
    GetWorkflowExecutionHistoryRequest: |page| page.history.as_ref().map_or(0, |history| history.events.len());
    ListActivityExecutionsRequest: |page| page.executions.len();
    ListBatchOperationsRequest: |page| page.operation_info.len();
    ListNamespacesRequest: |page| page.namespaces.len();
    ListNexusEndpointsRequest: |page| page.endpoints.len();
    ListSchedulesRequest: |page| page.schedules.len();
    ListWorkerDeploymentsRequest: |page| page.worker_deployments.len();
    ListWorkersRequest: |page| page.workers.len();
    ListWorkflowExecutionsRequest: |page| page.executions.len();
}

impl Operation {
    /// Asks for a page of a list, and for those after it while they have nothing on them [CLIENT-5].
    pub fn page<Q: Page>(request: &Q) -> Self {
        Self::new(Ask::once(request), after_empty::<Q>)
    }
}

fn after_empty<Q: Page>(asked: &Ask, answer: &Bytes) -> Option<Ask> {
    let answer = Q::Response::decode(answer.clone()).ok()?;
    let (0, token) = Q::on(&answer) else { return None };
    (!token.is_empty()).then(|| after(Q::ask, asked, token.clone()))?
}

/// The same request with another token.
pub(super) fn after<Q: Request + Default>(set: fn(&mut Q, Bytes), asked: &Ask, token: Bytes) -> Option<Ask> {
    let mut request = Q::decode(asked.message.clone()).ok()?;
    set(&mut request, token);
    Some(Ask { message: request.encode_to_vec().into(), ..asked.clone() })
}
