//! Decides how search attributes are made known to a namespace, and taken from it.

use super::{Key, Kind};
use crate::{CallError, Client, convert::Converter};
use dacapo_proto::temporal::api::{
    enums::v1::IndexedValueType,
    operatorservice::v1::{AddSearchAttributesRequest, ListSearchAttributesRequest, RemoveSearchAttributesRequest},
};
use dacapo_runtime::{Runtime, Transport};
use std::collections::BTreeMap;

/// The search attributes of a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownAttributes {
    /// Those that were added.
    pub custom: BTreeMap<String, IndexedValueType>,
    /// Those that every namespace has.
    pub system: BTreeMap<String, IndexedValueType>,
}

impl<K: Kind> Key<K> {
    /// Its name and its type, as a namespace has to know them.
    #[must_use]
    pub fn attribute(&self) -> (String, IndexedValueType) {
        (self.name().to_owned(), K::INDEXED)
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Adds search attributes to the client's namespace; [`Key::attribute`] has one for a key. Those that it has already are let be.
    ///
    /// # Errors
    ///
    /// One is there with another type, there is no room for more, or the call failed.
    pub async fn add_search_attributes(
        &self,
        attributes: impl IntoIterator<Item = (String, IndexedValueType)>,
    ) -> Result<(), CallError> {
        let search_attributes = attributes.into_iter().map(|(name, kind)| (name, kind.into())).collect();
        let namespace = self.namespace().to_owned();
        self.call(&AddSearchAttributesRequest { search_attributes, namespace }).await.map(drop)
    }

    /// The search attributes of the client's namespace.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn list_search_attributes(&self) -> Result<KnownAttributes, CallError> {
        let namespace = self.namespace().to_owned();
        let answer = self.call(&ListSearchAttributesRequest { namespace }).await?;
        let typed = |names: BTreeMap<String, i32>| {
            let typed = |(name, kind)| (name, IndexedValueType::try_from(kind).unwrap_or_default());
            names.into_iter().map(typed).collect()
        };
        Ok(KnownAttributes { custom: typed(answer.custom_attributes), system: typed(answer.system_attributes) })
    }

    /// Takes search attributes from the client's namespace. What workflows have of them is no longer found.
    ///
    /// # Errors
    ///
    /// There is no such attribute, or the call failed.
    pub async fn remove_search_attributes<N: Into<String>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<(), CallError> {
        let search_attributes = names.into_iter().map(Into::into).collect();
        let namespace = self.namespace().to_owned();
        self.call(&RemoveSearchAttributesRequest { search_attributes, namespace }).await.map(drop)
    }
}
